// V9102: equivalent conditions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
#include <fmt/format.h>

#include "rules/engine/compilation.h"
#include "rules/wiring/checks.h"

namespace virga {

void check_equal_conditions(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Conditions);
  const auto conditions = model.conditions();
  constexpr std::size_t kMost = 64;  // more conditions are not compared pair by pair
  if (section == nullptr || conditions.size() > kMost) return;
  const ConditionSolver& solver = compilation.conditions();
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location at_section{&root, section->key, section->value, 0};
  for (std::size_t i = 1; i < conditions.size(); ++i) {
    const auto b = solver.id(conditions[i].name());
    // An alias of a condition is meant to be equal, and one that is always true or always false is equal by
    // coincidence.
    if (!b || conditions[i].body()->function == Function::Condition) continue;
    if (!solver.possible({{*b, true}}) || !solver.possible({{*b, false}})) continue;
    for (std::size_t k = 0; k < i; ++k) {
      const auto a = solver.id(conditions[k].name());
      if (!a || solver.possible({{*a, true}, {*b, false}}) || solver.possible({{*a, false}, {*b, true}})) continue;
      reporter.report(
          finding(
              "V9102", Location{&at_section, conditions[i].member.key, conditions[i].member.value, 0},
              fmt::format("'{}' is always equal to '{}'; use one of them", conditions[i].name(), conditions[k].name()))
              .note(conditions[k].member.key->range, fmt::format("'{}' is defined here", conditions[k].name())));
      break;
    }
  }
}

}  // namespace virga
