// Helpers for locations in responses.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "lsp/features/feature.h"

namespace virga::lsp {

// The analysis that an occurrence belongs to.
const Analysis& file_of(const FeatureContext& context, const FoundOccurrence& found);
// An LSP `Location` for a range in a file.
nlohmann::json location(const FeatureContext& context, const Analysis& file, TextRange range);
// The occurrence at `params.position`, or null.
const Occurrence* occurrence_at_position(const FeatureContext& context, const nlohmann::json& params);
// The URI of a file, for a `TextDocumentIdentifier`.
const std::string& uri_of(const Analysis& file);

}  // namespace virga::lsp
