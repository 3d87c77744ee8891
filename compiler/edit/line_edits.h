// From two texts to the edits between them.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// Edits of whole lines that make `after` of `before`, sorted and apart from each other: as few lines as Myers'
// algorithm finds, or, where the texts differ in very many, one edit for all between the first and the last that
// differ. (E. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1, 1986.)
std::vector<TextEdit> line_edits(std::string_view before, std::string_view after);

}  // namespace virga
