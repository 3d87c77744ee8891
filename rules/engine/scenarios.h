// Scenarios during a validation: the assumed conditions and the parts of Fn::If. Internal to the engine.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// The context's assumptions; empty if it has none.
const Scenario& scenario_of(const Context& context);
// The value that a scenario assumes for a condition, or null.
const Assumption* find_assumption(const Scenario& scenario, std::uint32_t condition);
// The three parts of a well-formed Fn::If, or null.
const Node* const* if_parts(const Node& call);
// A value with more combinations of conditions than this is not checked any further.
inline constexpr std::size_t kMaxScenarios = 64;
inline Verdict worse(Verdict a, Verdict b) { return a < b ? b : a; }

}  // namespace virga
