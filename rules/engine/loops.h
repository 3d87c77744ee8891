// Fn::ForEach: rules check the expanded loops, and findings are located in the loops as written.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// Merges findings of one rule at the same place in several iterations, with a note that lists them. They lose their
// fixes, since a fix for one iteration may be wrong for the others.
void merge_iterations(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
