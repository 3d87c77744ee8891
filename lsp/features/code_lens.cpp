// textDocument/codeLens
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

bool has_lens(NameKind kind) {
  return kind == NameKind::Resource || kind == NameKind::Parameter || kind == NameKind::Condition ||
         kind == NameKind::Mapping;
}

}  // namespace

json code_lenses(const FeatureContext& context, const json& /*params*/) {
  const Analysis& analysis = context.analysis;
  const Positions positions = context.positions();
  // Of each name the places that use it, each of them once.
  struct Uses {
    json places = json::array();
    SeenPlaces seen;
  };
  std::map<std::pair<NameKind, std::string_view>, Uses> uses;
  for (const Occurrence& use : analysis.occurrences()) {
    if (use.is_declaration || !has_lens(use.symbol.kind)) continue;
    if (use.symbol.file != analysis.source().name()) continue;
    Uses& known = uses[{use.symbol.kind, use.symbol.name}];
    if (known.seen.add(analysis, use.range)) known.places.push_back(location(context, analysis, use.range));
  }
  json lenses = json::array();
  for (const Occurrence& declaration : analysis.occurrences()) {
    if (!declaration.is_declaration || !has_lens(declaration.symbol.kind)) continue;
    auto [places, seen] = std::move(uses[{declaration.symbol.kind, declaration.symbol.name}]);
    for (const FoundOccurrence& use : find_uses_of_made(analysis, context.workspace, declaration.symbol)) {
      const Analysis& file = file_of(context, use);
      if (seen.add(file, use.occurrence.range)) places.push_back(location(context, file, use.occurrence.range));
    }
    // A finding reports unused names where that matters.
    if (places.empty()) continue;
    const std::string title = plural(places.size(), "reference");
    lenses.push_back(
        {{"range", positions.range(declaration.range)},
         {"command",
          {{"title", title},
           {"command", "virga.showReferences"},
           {"arguments", {uri_of(analysis), positions.position(declaration.range.begin), std::move(places)}}}}});
  }
  const Member* transform = analysis.model().section(Section::Transform);
  if (transform != nullptr && !analysis.model().transforms().empty()) {
    lenses.push_back({{"range", positions.range(transform->key->range)},
                      {"command",
                       {{"title", "Show the expanded template"},
                        {"command", "virga.showExpandedTemplate"},
                        {"arguments", {uri_of(analysis)}}}}});
  }
  return lenses;
}

}  // namespace virga::lsp
