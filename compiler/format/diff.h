// Shows edits to people.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// What `edits` (in order, not overlapping) change, as a unified diff with three lines of context; empty without edits.
// What `find_secrets` finds in the text before and after them is shown as asterisks, so such a diff cannot be applied
// where it holds a secret. So are `secrets` wherever they stand.
using FindSecrets = std::function<std::vector<TextRange>(const SourceFilePtr&)>;
std::string unified_diff(const SourceFile& source, const std::vector<TextEdit>& edits, const FindSecrets& find_secrets,
                         std::span<const std::string> secrets = {});

}  // namespace virga
