#include "lsp/features/text_edits.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace virga::lsp {

using nlohmann::json;

json text_edits(const FeatureContext& context, const std::vector<TextEdit>& edits) {
  const Positions positions = context.positions();
  json list = json::array();
  for (const TextEdit& edit : edits) {
    list.push_back({{"range", positions.range(edit.range)}, {"newText", edit.replacement}});
  }
  return list;
}

json workspace_edit(const FeatureContext& context, const std::vector<TextEdit>& edits) {
  const Document& document = context.analysis.document();
  if (!context.client.document_changes) {
    json changes = json::object();
    changes[document.uri] = text_edits(context, edits);
    return {{"changes", std::move(changes)}};
  }
  json change = {{"textDocument", {{"uri", document.uri}, {"version", document.version}}},
                 {"edits", text_edits(context, edits)}};
  return {{"documentChanges", json::array({std::move(change)})}};
}

}  // namespace virga::lsp
