// Scenarios during a validation: what is assumed of conditions, and the parts of Fn::If. Internal to the engine.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// The context's assumptions; an empty list where it has none.
const Scenario& scenario_of(const Context& context);
// The value that a scenario gives a condition, or null.
const Assumption* find_assumption(const Scenario& scenario, std::uint32_t condition);
// The three parts of a well-formed Fn::If, or null.
const Node* const* if_parts(const Node& call);
// Past this many combinations of conditions a value is judged no further: silence, not a guess.
inline constexpr std::size_t kMaxScenarios = 64;
// The worse of two verdicts.
inline Verdict worse(Verdict a, Verdict b) { return a < b ? b : a; }

}  // namespace virga
