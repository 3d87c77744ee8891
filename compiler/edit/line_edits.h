// The lines of texts, and the edits between two.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// Line-based edits that turn `before` into `after`, sorted and non-overlapping. Minimal by Myers' algorithm (E. Myers,
// An O(ND) Difference Algorithm and Its Variations, Algorithmica 1, 1986), except that texts with very many differences
// get one edit from the first to the last difference.
std::vector<TextEdit> line_edits(std::string_view before, std::string_view after);

// The first line break of a text, or "\n" if it has none.
std::string_view line_break_of(std::string_view text);

}  // namespace virga
