// Computes the edits between two texts.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// Line-based edits that turn `before` into `after`, sorted and non-overlapping. Minimal by Myers' algorithm (E. Myers,
// An O(ND) Difference Algorithm and Its Variations, Algorithmica 1, 1986), except that texts with very many differences
// get one edit from the first to the last difference.
std::vector<TextEdit> line_edits(std::string_view before, std::string_view after);

}  // namespace virga
