// Fixes of text that cannot be read.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The fixes of a finding E0000. None changes more than the fault, and after each the text can be read further.
std::vector<Fix> syntax_fixes(const Analysis& analysis, const Diagnostic& finding);

}  // namespace virga::lsp
