// Folds findings that only follow from another finding into it.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// For outputs meant for people (rich, GitHub); the formats shared with cfn-lint keep every finding. Preserves order.
//
//   - What an anyOf or oneOf found in its alternatives (parent_rule) becomes notes of the finding that none of them
//   matches; so do other parts of a finding, unless they say the same (a tag with a function that fails).
//   The same of what a function stands for (W1034): one finding a value.
//   - If a key is misspelled, what it was meant to be is not also reported as missing.
//   - A string that is not of its format is not also reported for its pattern or length.
//   - Of a required key without a value, only that is said: not also that it is a null (V1001) or of a wrong type.
//   - A resource that SAM refuses for what it lacks is not also warned of for that.
//   - A duplicate key is told at the second of its two places.
//   - A cycle of resources that a transform makes of one is told once, wherever it is entered (E3004).
//   - What several rules say of the same text in the same words is said once.
//
// The fixes of parts move to the finding that they are folded into.
std::vector<Diagnostic> fold_follow_ups(std::vector<Diagnostic> findings);

// Marks the findings that would be folded, for outputs that show them less prominently instead. One flag per finding.
std::vector<bool> follow_ups(const std::vector<Diagnostic>& findings);

// Whether the finding is about the value that a function stands for and says what one alternative of an anyOf or oneOf
// found, which all have the same rule then (W1034). cfn-lint's JSON has no parent for these.
bool is_part_of_resolved(const Diagnostic& finding);

}  // namespace virga
