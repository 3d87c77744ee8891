// textDocument/documentHighlight
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"

namespace virga::lsp {

using nlohmann::json;

json document_highlight(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  if (from == nullptr) return nullptr;
  constexpr int kRead = 2;
  constexpr int kWrite = 3;
  const Positions positions = context.positions();
  json places = json::array();
  SeenPlaces seen;
  for (const Occurrence& occurrence : context.analysis.occurrences()) {
    if (!(occurrence.symbol == from->symbol) || !seen.add(context.analysis, occurrence.range)) continue;
    places.push_back(
        {{"range", positions.range(occurrence.range)}, {"kind", occurrence.is_declaration ? kWrite : kRead}});
  }
  return places;
}

}  // namespace virga::lsp
