// Findings as the protocol has them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "lsp/protocol/client.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// What is underlined.
TextRange shown_range(const Diagnostic& finding);
// A `Diagnostic` of the protocol; `client` decides on what is optional.
nlohmann::json diagnostic_message(const Diagnostic& finding, const Analysis& analysis, const Client& client);
// Those of a document; empty where it is no template.
nlohmann::json diagnostic_messages(const Analysis& analysis, const Client& client);

// Names what diagnostic_messages() gives: equal ids stand for equal lists.
std::string diagnostic_result_id(const Analysis& analysis);

}  // namespace virga::lsp
