// textDocument/documentLink
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/protocol/uri.h"

namespace virga::lsp {

using nlohmann::json;

json document_links(const FeatureContext& context, const json& /*params*/) {
  json links = json::array();
  for (const Occurrence& occurrence : context.analysis.occurrences()) {
    if (occurrence.symbol.kind != NameKind::File) continue;
    std::error_code error;
    if (!std::filesystem::is_regular_file(occurrence.symbol.name, error)) continue;
    links.push_back({{"range", context.positions().range(occurrence.range)},
                     {"target", uri_of_path(occurrence.symbol.name)},
                     {"tooltip", "Open the nested template"}});
  }
  return links;
}

}  // namespace virga::lsp
