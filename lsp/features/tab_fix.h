// The fix of tabs that indent.
#pragma once

#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// Whether a syntax error is at a tab in the indentation of its line.
bool is_at_tab(const Analysis& analysis, const Diagnostic& finding);

// Writes spaces for all tabs that indent in the text, as many as make the best template of it. Nullopt where two
// numbers would make templates that are different and as good. Safe. Expensive: lints the text for several numbers.
std::optional<Fix> spaces_for_tabs(const Analysis& analysis);

}  // namespace virga::lsp
