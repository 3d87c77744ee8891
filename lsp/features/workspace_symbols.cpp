// workspace/symbol
#include <nlohmann/json.hpp>

#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"
#include "lsp/features/symbol_kinds.h"

namespace virga::lsp {

using nlohmann::json;

json workspace_symbols(const FeatureContext& context, const json& params) {
  constexpr std::size_t kMost = 500;
  json list = json::array();
  for (const NamedPlace& place : context.workspace.find_names(params.at("query").get<std::string>(), kMost)) {
    // There are many keys of mappings, and nobody searches for them by name; events are called alike everywhere.
    if (place.kind == NameKind::MappingKey || place.kind == NameKind::MappingField) continue;
    if (place.kind == NameKind::Event || place.kind == NameKind::Connector || place.kind == NameKind::State ||
        place.kind == NameKind::Substitution) {
      continue;
    }
    json symbol = {{"name", place.name},
                   {"kind", symbol_kind_number(place.kind)},
                   {"location", location(context, *place.file, place.range)}};
    symbol["containerName"] = place.detail.empty() ? kind_word(place.kind) : std::string_view(place.detail);
    list.push_back(std::move(symbol));
  }
  return list;
}

}  // namespace virga::lsp
