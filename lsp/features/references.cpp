// textDocument/references
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"
#include "lsp/protocol/messages.h"

namespace virga::lsp {

using nlohmann::json;

json references(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  if (from == nullptr) return nullptr;
  const bool with_declaration = flag_at(params, "context.includeDeclaration");
  json places = json::array();
  for (const FoundOccurrence& found : find_occurrences(context.analysis, context.workspace, from->symbol)) {
    if (found.occurrence.is_declaration && !with_declaration) continue;
    places.push_back(location(context, file_of(context, found), found.occurrence.range));
  }
  // What a loop makes is used by its own names.
  if (from->symbol.kind == NameKind::Resource && from->symbol.name.find('{') != std::string::npos) {
    std::set<std::string_view> made;
    const auto generated = context.analysis.generated();
    for (const GeneratedResource& resource : *generated) {
      if (resource.is_from_loop && resource.origin == from->symbol.name) made.insert(resource.name);
    }
    for (const Occurrence& use : context.analysis.occurrences()) {
      if (use.symbol.kind == NameKind::Resource && made.contains(use.symbol.name)) {
        places.push_back(location(context, context.analysis, use.range));
      }
    }
  }
  return places;
}

}  // namespace virga::lsp
