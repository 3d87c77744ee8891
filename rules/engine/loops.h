// Fn::ForEach: rules check the expanded loops, and findings are located in the loops as written.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// Merges findings of one rule at the same place in several iterations, with a note that lists them. They keep
// the fixes that all iterations need, since a fix changes the one text that all of them are made from.
void merge_iterations(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
