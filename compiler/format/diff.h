// Edits for people to read.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// What `edits` (in order, not overlapping) change, as a unified diff with three lines of context; empty without edits.
std::string unified_diff(const SourceFile& source, const std::vector<TextEdit>& edits);

}  // namespace virga
