// textDocument/definition
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

json target(const FeatureContext& context, const Occurrence& from, const Analysis& file, TextRange whole,
            TextRange name) {
  if (!context.client.definition_links) return location(context, file, name);
  const Positions positions(file.source(), context.client.encoding);
  return {{"originSelectionRange", context.positions().range(from.range)},
          {"targetUri", uri_of(file)},
          {"targetRange", positions.range(whole)},
          {"targetSelectionRange", positions.range(name)}};
}

}  // namespace

json definition(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  if (from == nullptr) return nullptr;
  json targets = json::array();
  Symbol symbol = from->symbol;
  if (symbol.kind == NameKind::File) {
    const AnalysisPtr file = context.workspace.open(symbol.name);
    if (file == nullptr) return nullptr;
    targets.push_back(target(context, *from, *file, {0, 0}, {0, 0}));
    return targets;
  }
  // The definition of an attribute is its resource.
  if (symbol.kind == NameKind::Attribute) symbol = {NameKind::Resource, symbol.scope, {}, symbol.file};
  symbol = written_origin(context.analysis, context.workspace, symbol);
  for (const FoundOccurrence& found : find_occurrences(context.analysis, context.workspace, symbol)) {
    const Occurrence& occurrence = found.occurrence;
    if (!occurrence.is_declaration) continue;
    targets.push_back(target(context, *from, file_of(context, found), occurrence.whole, occurrence.range));
  }
  return targets.empty() ? json(nullptr) : std::move(targets);
}

}  // namespace virga::lsp
