// textDocument/references
#include <nlohmann/json.hpp>

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
  SeenPlaces seen;
  const auto add = [&](const FoundOccurrence& found) {
    const Analysis& file = file_of(context, found);
    if (seen.add(file, found.occurrence.range)) places.push_back(location(context, file, found.occurrence.range));
  };
  for (const FoundOccurrence& found : find_occurrences(context.analysis, context.workspace, from->symbol)) {
    if (!found.occurrence.is_declaration || with_declaration) add(found);
  }
  if (const Symbol origin = written_origin(context.analysis, context.workspace, from->symbol);
      with_declaration && is_loop_name(origin) && !(origin == from->symbol)) {
    for (const FoundOccurrence& found : find_occurrences(context.analysis, context.workspace, origin)) {
      if (found.occurrence.is_declaration) add(found);
    }
  }
  // What a loop makes is used by its own names.
  for (const FoundOccurrence& found : find_uses_of_made(context.analysis, context.workspace, from->symbol)) {
    add(found);
  }
  return places;
}

}  // namespace virga::lsp
