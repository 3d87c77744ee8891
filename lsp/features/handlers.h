// The handlers of requests about a document, with one file for each.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "lsp/features/feature.h"

namespace virga::lsp {

nlohmann::json pull_diagnostics(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json complete(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json resolve_completion(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json hover(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json signature_help(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json definition(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json references(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json document_highlight(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json prepare_rename(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json rename(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json document_symbols(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json workspace_symbols(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json folding_ranges(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json selection_ranges(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json semantic_tokens(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json semantic_tokens_range(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json semantic_tokens_delta(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json formatting(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json range_formatting(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json on_type_formatting(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json document_links(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json inlay_hints(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json code_lenses(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json code_actions(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json resolve_code_action(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json prepare_call_hierarchy(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json incoming_calls(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json outgoing_calls(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json expanded_template(const FeatureContext& context, const nlohmann::json& params);
nlohmann::json graph(const FeatureContext& context, const nlohmann::json& params);

// The `SemanticTokensLegend`.
nlohmann::json semantic_tokens_legend();

}  // namespace virga::lsp
