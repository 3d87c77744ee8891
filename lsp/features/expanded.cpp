// virga/expandedTemplate, virga/graph
#include <nlohmann/json.hpp>
#include <string>

#include "compiler/emit/emit.h"
#include "compiler/emit/graph_output.h"
#include "compiler/semantics/resource_graph.h"
#include "lsp/features/handlers.h"
#include "lsp/protocol/messages.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

std::string why_not_expanded(const Snapshot& snapshot) {
  if (snapshot.is_broken()) return "The template has syntax errors: " + snapshot.tree().errors.front().message;
  for (const Diagnostic& problem : snapshot.expansion(View::Expanded).problems) {
    if (problem.severity == Severity::Error) return "The template cannot be expanded: " + problem.message;
  }
  return "The template cannot be expanded";
}

}  // namespace

// While the text cannot be expanded, what was last shown stays, and says that it is stale.
json expanded_template(const FeatureContext& context, const json& /*params*/) {
  const auto shown = context.analysis.last_expanded();
  if (shown == nullptr) {
    context.refusal = why_not_expanded(context.analysis.snapshot());
    return nullptr;
  }
  const Node* root = shown->expanded()->tree().root;
  constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 20;
  if (size_of_texts(*root, kMostBytes) >= kMostBytes) {
    context.refusal = "The expanded template is too large to show";
    return nullptr;
  }
  const bool is_json = context.analysis.is_json();
  const Snapshot& current = context.analysis.snapshot();
  const bool is_stale = shown.get() != &current;
  json result = {{"text", is_json ? emit_json(*root) : emit_yaml(*root)},
                 {"languageId", is_json ? "json" : "yaml"},
                 {"version", shown->version()},
                 {"isStale", is_stale}};
  if (is_stale) result["message"] = why_not_expanded(current);
  return result;
}

json graph(const FeatureContext& context, const json& params) {
  const json& format = member_at(params, "format");
  const bool is_mermaid = format.is_string() && format.get<std::string>() == "mermaid";
  const bool is_json = format.is_string() && format.get<std::string>() == "json";
  const Snapshot& snapshot = context.analysis.snapshot();
  const auto lock = snapshot.lock();
  const GraphFormat as = is_json ? GraphFormat::Json : is_mermaid ? GraphFormat::Mermaid : GraphFormat::Dot;
  return {{"text", graph_text(resource_graph(snapshot), as)}};
}

}  // namespace virga::lsp
