// Converts findings to LSP diagnostics.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "lsp/protocol/client.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The range to underline.
TextRange shown_range(const Diagnostic& finding);
// An LSP `Diagnostic`; `client` decides which optional parts to include.
nlohmann::json diagnostic_message(const Diagnostic& finding, const Analysis& analysis, const Client& client);
// The diagnostics of a document; empty if it is not a template.
nlohmann::json diagnostic_messages(const Analysis& analysis, const Client& client);

// Identifies the result of diagnostic_messages(): equal IDs mean equal lists.
std::string diagnostic_result_id(const Analysis& analysis);

}  // namespace virga::lsp
