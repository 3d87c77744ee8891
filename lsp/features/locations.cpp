#include "lsp/features/locations.h"

#include <nlohmann/json.hpp>

namespace virga::lsp {

using nlohmann::json;

const Analysis& file_of(const FeatureContext& context, const FoundOccurrence& found) {
  return found.file == nullptr ? context.analysis : *found.file;
}

json location(const FeatureContext& context, const Analysis& file, TextRange range) {
  return {{"uri", uri_of(file)}, {"range", Positions(file.source(), context.client.encoding).range(range)}};
}

const Occurrence* occurrence_at_position(const FeatureContext& context, const json& params) {
  return occurrence_at(context.analysis, context.positions().offset(params.at("position")));
}

const std::string& uri_of(const Analysis& file) { return file.document().uri; }

}  // namespace virga::lsp
