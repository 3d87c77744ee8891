// Shows edits to people.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// What `edits` (in order, not overlapping) change, as a unified diff with three lines of context; empty without edits.
// The Default of a NoEcho parameter is shown as asterisks, so such a diff cannot be applied where it holds one.
// So are `secrets` wherever they stand.
std::string unified_diff(const SourceFile& source, const std::vector<TextEdit>& edits,
                         std::span<const std::string> secrets = {});

}  // namespace virga
