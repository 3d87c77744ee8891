// Which combinations of conditions a stack can have.
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

// A set of assumptions with each condition at most once. Small.
using Scenario = std::vector<Assumption>;

// "The parameter has this value."
struct ParameterBinding {
  std::string_view parameter;
  std::string_view value;
};

// Decides questions over atoms "parameter P equals literal L": a parameter cannot equal two literals, AllowedValues are
// exhaustive, equal Fn::Equals expressions share an atom, and the assertions of the Rules section hold. Unknown values
// are free atoms. Answers are conservative: if the budget is exhausted or a condition cannot be interpreted, `possible`
// returns true and `implies` returns false, so that callers report nothing rather than something wrong. Caches answers.
// Not thread-safe: use one solver per compilation.
class ConditionSolver {
public:
  using ParameterValues = std::map<std::string, std::string, std::less<>>;

  // The template must outlive the solver. `given`: known values of parameters (--parameters, parameter files); any
  // other parameter may have any value that its definition allows.
  explicit ConditionSolver(const Template& model, ParameterValues given = {});
  ~ConditionSolver();
  ConditionSolver(ConditionSolver&&) noexcept;
  ConditionSolver& operator=(ConditionSolver&&) noexcept;

  // The number of a condition; nullopt if it is not defined.
  std::optional<std::uint32_t> id(std::string_view condition) const;
  std::string_view name(std::uint32_t id) const;
  std::uint32_t count() const;

  // Whether a stack can exist in which all of these hold.
  bool possible(const Scenario& scenario) const;
  // The same, if these parameters have these values.
  bool possible(const Scenario& scenario, std::span<const ParameterBinding> bindings) const;
  // Whether `premise` (taken together) implies `conclusion`. False if the premise itself is impossible.
  bool implies(const Scenario& premise, Assumption conclusion) const;
  // All possible combinations of these conditions, given the premise; empty if there are more than `limit`, in which
  // case callers report nothing.
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
