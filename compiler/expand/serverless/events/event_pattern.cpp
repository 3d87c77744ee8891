// EventBridgeRule, and CloudWatchEvent as it was called before.
#include <array>

#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

// State machines do not have the last one.
constexpr std::array kRules = {
    PropertyRule{"EventBusName", PropertyTypes::String}, PropertyRule{"RuleName", PropertyTypes::String},
    PropertyRule{"Pattern", PropertyTypes::Map},         PropertyRule{"DeadLetterConfig", PropertyTypes::Map},
    PropertyRule{"RetryPolicy", PropertyTypes::Map},     PropertyRule{"Input", PropertyTypes::String},
    PropertyRule{"InputPath", PropertyTypes::String},    PropertyRule{"Target", PropertyTypes::Map},
    PropertyRule{"State", PropertyTypes::String},        PropertyRule{"InputTransformer", PropertyTypes::Map},
    PropertyRule{"Enabled", PropertyTypes::Boolean},
};

}  // namespace

bool expand_event_pattern_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  const std::span<const PropertyRule> rules(kRules);
  if (!check_event(context, event, target.is_state_machine ? rules.first(rules.size() - 1) : rules)) return false;
  ValueFactory& make = context.make;
  Value* properties = make.object({{"EventBusName", make.copy(event.get("EventBusName"))},
                                   {"EventPattern", make.copy(event.get("Pattern"))},
                                   {"Name", make.copy(event.get("RuleName"))}});
  return add_event_rule(context, event, target, properties);
}

}  // namespace virga
