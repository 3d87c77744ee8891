#include "rules/engine/scenarios.h"

#include <algorithm>

namespace virga {
namespace {

// Past this many combinations of conditions a value is judged no further: silence, not a guess.
constexpr std::size_t kMaxScenarios = 64;

void collect_conditions(const Node& value, const ConditionSolver& solver, std::vector<std::uint32_t>& found,
                        std::uint32_t depth) {
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || depth > 32) return;
  if (auto id = solver.id(parts[0]->text()); id && std::find(found.begin(), found.end(), *id) == found.end()) {
    found.push_back(*id);
  }
  collect_conditions(*parts[1], solver, found, depth + 1);
  collect_conditions(*parts[2], solver, found, depth + 1);
}

// Does this value, or a branch of it, turn out as AWS::NoValue?
bool may_be_absent(const Node& value, std::uint32_t depth) {
  if (is_no_value(value)) return true;
  const Node* const* parts = if_parts(value);
  return parts != nullptr && depth < 32 && (may_be_absent(*parts[1], depth + 1) || may_be_absent(*parts[2], depth + 1));
}

}  // namespace

const Scenario& scenario_of(const Context& context) {
  static const Scenario none;
  return context.scenario != nullptr ? *context.scenario : none;
}

const Assumption* find_assumption(const Scenario& scenario, std::uint32_t condition) {
  auto found =
      std::find_if(scenario.begin(), scenario.end(), [&](const Assumption& a) { return a.condition == condition; });
  return found == scenario.end() ? nullptr : &*found;
}

const Node* const* if_parts(const Node& call) {
  if (call.function != Function::If) return nullptr;
  const Node* argument = call.argument();
  return argument->is_sequence() && argument->size == 3 && argument->item_list[0]->is_string() ? argument->item_list
                                                                                               : nullptr;
}

bool is_no_value(const Node& node) {
  if (node.function != Function::Ref) return false;
  const Node* name = node.argument();
  return name->is_string() && name->text() == "AWS::NoValue";
}

Verdict Validation::presence(const Node& value, const Context& context) const {
  // A null is no value either: CloudFormation refuses it (V1001), and nothing is set by it.
  if (value.is(NodeKind::Null) && !context.strict_types) return Verdict::Invalid;
  if (is_no_value(value) && context.functions.contains(Function::Ref)) return Verdict::Invalid;
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || !context.functions.contains(Function::If)) return Verdict::Valid;
  auto id = compilation_.conditions().id(parts[0]->text());
  if (id) {
    if (const Assumption* known = find_assumption(scenario_of(context), *id)) {
      return presence(*parts[known->value ? 1 : 2], context);
    }
  }
  Verdict yes = presence(*parts[1], context), no = presence(*parts[2], context);
  return yes == no ? yes : Verdict::Unknown;
}

std::vector<std::uint32_t> Validation::presence_conditions(const Node& value, const Context& context) const {
  std::vector<std::uint32_t> conditions;
  if (!context.functions.contains(Function::If)) return conditions;
  auto look = [&](const Node& part) {
    if (part.function == Function::If && may_be_absent(part, 0)) {
      collect_conditions(part, compilation_.conditions(), conditions, 0);
    }
  };
  for (const Member& member : value.members()) look(*member.value);
  for (const Node* item : value.items()) look(*item);
  return conditions;
}

std::vector<Scenario> Validation::presence_scenarios(const Node& value, const Context& context) const {
  const std::vector<std::uint32_t> conditions = presence_conditions(value, context);
  if (conditions.empty()) return {scenario_of(context)};
  return compilation_.conditions().scenarios(conditions, scenario_of(context), kMaxScenarios);
}

}  // namespace virga
