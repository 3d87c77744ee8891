// EventBridgeRule, and its older name CloudWatchEvent.

#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
bool expand_event_pattern_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  Value* properties = make.object({{"EventBusName", make.copy(event.get("EventBusName"))},
                                   {"EventPattern", make.copy(event.get("Pattern"))},
                                   {"Name", make.copy(event.get("RuleName"))}});
  return add_event_rule(context, event, target, properties);
}

}  // namespace virga
