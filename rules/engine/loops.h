// Fn::ForEach: rules judge what the loops make, and findings stand on the loops as written.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// Findings of one rule at one place in several iterations become one, with a note that names them. They lose their
// fixes: what is right for one iteration need not be right for the text of all.
void merge_iterations(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
