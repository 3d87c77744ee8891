#include <array>

#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

constexpr std::array kFunctionRules = {
    PropertyRule{"Schedule", PropertyTypes::String, true}, PropertyRule{"RuleName", PropertyTypes::String},
    PropertyRule{"Input", PropertyTypes::String},          PropertyRule{"Enabled", PropertyTypes::Boolean},
    PropertyRule{"State", PropertyTypes::String},          PropertyRule{"Name", PropertyTypes::String},
    PropertyRule{"Description", PropertyTypes::String},    PropertyRule{"DeadLetterConfig", PropertyTypes::Map},
    PropertyRule{"RetryPolicy", PropertyTypes::Map},
};
constexpr std::array kStateMachineRules = {
    PropertyRule{"Schedule", PropertyTypes::String, true},
    PropertyRule{"Input", PropertyTypes::String},
    PropertyRule{"Enabled", PropertyTypes::Boolean},
    PropertyRule{"State", PropertyTypes::String},
    PropertyRule{"Name", PropertyTypes::String},
    PropertyRule{"Description", PropertyTypes::String},
    PropertyRule{"DeadLetterConfig", PropertyTypes::Map},
    PropertyRule{"RetryPolicy", PropertyTypes::Map},
    PropertyRule{"Target", PropertyTypes::Map, false, false},
    PropertyRule{"RoleArn"},
};
constexpr std::array<std::string_view, 2> kCopied = {"Name", "Description"};

}  // namespace

bool expand_schedule_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  const std::span<const PropertyRule> rules =
      target.is_state_machine ? std::span<const PropertyRule>(kStateMachineRules) : kFunctionRules;
  if (!check_event(context, event, rules)) return false;
  Value* properties = context.make.object({{"ScheduleExpression", context.make.copy(event.get("Schedule"))}});
  copy_properties(context, event, kCopied, *properties);
  return add_event_rule(context, event, target, properties);
}

}  // namespace virga
