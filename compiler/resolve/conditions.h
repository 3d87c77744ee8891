// What the Conditions section allows: which combinations of conditions a stack can have.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"

namespace virga {

// "The condition has this value": one literal of a scenario.
struct Assumption {
  std::uint32_t condition = 0;  // ConditionSolver::id()
  bool value = true;
  friend bool operator==(Assumption, Assumption) = default;
};

// A set of assumptions, each condition at most once. Small: pass by const reference.
using Scenario = std::vector<Assumption>;

// "The parameter has this value."
struct ParameterBinding {
  std::string_view parameter;
  std::string_view value;
};

// Decides over atoms "parameter P equals literal L": two literals of one parameter exclude each other,
// AllowedValues exhaust a parameter, equal Equals-expressions share an atom, the Rules section's assertions
// hold. Values that cannot be known are free atoms. Answers are conservative: `possible` says true and
// `implies` says false when the budget is used up or a condition cannot be read, so callers stay silent
// rather than wrong. Not thread safe: one solver a compilation (answers are cached).
class ConditionSolver {
public:
  using ParameterValues = std::map<std::string, std::string, std::less<>>;

  // The template must outlive the solver. `given`: values that parameters are known to have (--parameters,
  // parameter files); without an entry a parameter may have any value that its declaration allows.
  explicit ConditionSolver(const Template& model, ParameterValues given = {});
  ~ConditionSolver();
  ConditionSolver(ConditionSolver&&) noexcept;
  ConditionSolver& operator=(ConditionSolver&&) noexcept;

  // Number of a declared condition; none for an unknown name.
  std::optional<std::uint32_t> id(std::string_view condition) const;
  std::string_view name(std::uint32_t id) const;
  std::uint32_t count() const;

  // Can a stack exist in which all of these hold?
  bool possible(const Scenario& scenario) const;
  // The same when these parameters have these values.
  bool possible(const Scenario& scenario, std::span<const ParameterBinding> bindings) const;
  // Does `premise` (taken together) force `conclusion`? False when the premise itself is impossible.
  bool implies(const Scenario& premise, Assumption conclusion) const;
  // Every possible combination of these conditions, given the premise; empty when there are more than
  // `limit` (callers then stay silent).
  std::vector<Scenario> scenarios(std::span<const std::uint32_t> conditions, const Scenario& premise,
                                  std::size_t limit = 256) const;

  // "IsProd is true and UseVpc is false": for messages and notes.
  std::string describe(const Scenario& scenario) const;

private:
  struct State;
  class Enumeration;
  std::unique_ptr<State> state_;
};

}  // namespace virga
