
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
bool expand_alexa_skill_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  add_permission(context, event, target, "alexa-appkit.amazon.com", nullptr, {}, nullptr,
                 context.make.copy(event.get("SkillId")));
  return true;
}

}  // namespace virga
