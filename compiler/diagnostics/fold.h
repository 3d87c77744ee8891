// Fewer findings for people: those that only follow from another one stand below it.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// For outputs that people read (rich, GitHub); those that cfn-lint has keep every finding. The order stays.
//
//   - What an anyOf or oneOf found in its forms (parent_rule) becomes notes of the finding that none of them fits.
//   - Where a key is misspelt, the one that it was meant to be is not also missing.
//   - A text that a format refuses (E1103 to E1199) is not also reported for its pattern or length.
//
// Fixes of what is folded away belong to the finding that stays.
std::vector<Diagnostic> fold_follow_ups(std::vector<Diagnostic> findings);

// Which of the findings would be folded away, for outputs that show them less prominently instead.
std::vector<bool> follow_ups(const std::vector<Diagnostic>& findings);

}  // namespace virga
