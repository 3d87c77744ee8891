// Walks into the branches of Fn::If and tracks the assumptions and the location of each value.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "rules/engine/validation.h"

namespace virga {

// Values nested in more conditions than this are not visited, as each condition doubles the number of combinations.
inline constexpr std::size_t kMostNestedConditions = 8;

// Calls `visit(const Node& value, const Scenario& assumed)` for each possible value that is not itself an Fn::If.
template <typename Visit>
void each_choice(const ConditionSolver& conditions, const Node& value, const Scenario& assumed, Visit&& visit) {
  if (value.function != Function::If) {
    visit(value, assumed);
    return;
  }
  if (assumed.size() > kMostNestedConditions) return;
  const Node& arguments = *value.argument();
  const auto condition =
      arguments.size == 3 && arguments.is_sequence() ? conditions.id(arguments.item_list[0]->text()) : std::nullopt;
  for (std::uint32_t i = 1; condition && i < 3; ++i) {
    Scenario inner = assumed;
    const Assumption taken{*condition, i == 1};
    if (std::find(inner.begin(), inner.end(), taken) == inner.end()) inner.push_back(taken);
    if (conditions.possible(inner)) each_choice(conditions, *arguments.item_list[i], inner, visit);
  }
}

// Calls `visit(const Node& a, const Node& b, const Scenario& assumed)` for each pair of values that can occur together.
template <typename Visit>
void each_two_choices(const ConditionSolver& conditions, const Node& a, const Node& b, Visit&& visit) {
  each_choice(conditions, a, {}, [&](const Node& one, const Scenario& assumed) {
    each_choice(conditions, b, assumed, [&](const Node& other, const Scenario& both) { visit(one, other, both); });
  });
}

// The first pair of values of two expressions that `fits(const Node& a, const Node& b)` and can occur together while
// `assumed` holds. Values that depend on a parameter are left out, since whoever deploys chooses them.
template <typename Fits>
std::optional<std::pair<const Node*, const Node*>> first_pair(const Compilation& compilation, const Node& a,
                                                              const Node& b, const Scenario& assumed, Fits&& fits) {
  const Resolution first = compilation.evaluator().resolve(a);
  const Resolution& second = compilation.evaluator().resolve(b);
  for (const ResolvedValue& one : first.values) {
    for (const ResolvedValue& other : second.values) {
      if (!one.choices.empty() || !other.choices.empty() || !fits(*one.value, *other.value)) continue;
      Scenario both = assumed;
      both.insert(both.end(), one.scenario.begin(), one.scenario.end());
      both.insert(both.end(), other.scenario.begin(), other.scenario.end());
      if (compilation.conditions().possible(both)) return std::pair{one.value, other.value};
    }
  }
  return std::nullopt;
}

// Calls `visit(const Node& value, const Location& where, const Scenario& assumed)` for each possible value that is not
// itself an Fn::If. AWS::NoValue is passed like any other value. `assumed` holds on entry.
template <typename Visit>
void each_branch(Validation& validation, const Node& value, const Location& where, const Scenario& assumed,
                 Visit&& visit) {
  if (value.function != Function::If) {
    visit(value, where, assumed);
    return;
  }
  const Node& arguments = *value.argument();
  if (!arguments.is_sequence() || arguments.size != 3 || assumed.size() > kMostNestedConditions) return;
  const ConditionSolver& conditions = validation.compilation().conditions();
  const auto condition = conditions.id(arguments.item_list[0]->text());
  if (!condition) return;
  const Location& at_arguments = validation.at(where, value.members()[0]);
  for (std::uint32_t i = 1; i < 3; ++i) {
    Scenario inner = assumed;
    const Assumption taken{*condition, i == 1};
    if (std::find(inner.begin(), inner.end(), taken) == inner.end()) inner.push_back(taken);
    if (!conditions.possible(inner)) continue;
    const Node& branch = *arguments.item_list[i];
    each_branch(validation, branch, validation.at(at_arguments, i, branch), inner, visit);
  }
}

// The same for each item of a list, which may itself be a branch of an Fn::If. Items that are AWS::NoValue are skipped.
// False if a part of the list is not written out.
template <typename Visit>
bool each_item(Validation& validation, const Node& list, const Location& where, const Scenario& assumed,
               Visit&& visit) {
  bool is_written = true;
  each_branch(validation, list, where, assumed, [&](const Node& items, const Location& at, const Scenario& holds) {
    if (is_no_value(items)) return;
    if (!items.is_sequence()) {
      is_written = false;
      return;
    }
    for (std::uint32_t i = 0; i < items.size; ++i) {
      const Node& item = *items.item_list[i];
      each_branch(validation, item, validation.at(at, i, item), holds,
                  [&](const Node& one, const Location& at_item, const Scenario& then) {
                    if (!is_no_value(one)) visit(one, at_item, then);
                  });
    }
  });
  return is_written;
}

}  // namespace virga
