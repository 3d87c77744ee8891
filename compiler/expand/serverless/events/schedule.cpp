#include <array>

#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 2> kCopied = {"Name", "Description"};

}  // namespace

bool expand_schedule_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  Value* properties = context.make.object({{"ScheduleExpression", context.make.copy(event.get("Schedule"))}});
  copy_properties(context, event, kCopied, *properties);
  return add_event_rule(context, event, target, properties);
}

}  // namespace virga
