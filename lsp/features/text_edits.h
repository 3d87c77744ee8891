// Converts edits of a document to LSP.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/features/feature.h"

namespace virga::lsp {

// `TextEdit[]`.
nlohmann::json text_edits(const FeatureContext& context, const std::vector<TextEdit>& edits);
// A `WorkspaceEdit` of the document.
nlohmann::json workspace_edit(const FeatureContext& context, const std::vector<TextEdit>& edits);

}  // namespace virga::lsp
