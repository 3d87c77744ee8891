// Helpers for locations in responses.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <tuple>

#include "lsp/features/feature.h"

namespace virga::lsp {

// The analysis that an occurrence belongs to.
const Analysis& file_of(const FeatureContext& context, const FoundOccurrence& found);
// An LSP `Location` for a range in a file.
nlohmann::json location(const FeatureContext& context, const Analysis& file, TextRange range);
// Tells places apart: what stands below an anchor occurs once for each alias of it, and is written once.
class SeenPlaces {
public:
  // Whether the place has not been seen before.
  bool add(const Analysis& file, TextRange range) { return seen_.emplace(&file, range.begin, range.end).second; }

private:
  std::set<std::tuple<const Analysis*, std::uint32_t, std::uint32_t>> seen_;
};

// The occurrence at `params.position`, or null.
const Occurrence* occurrence_at_position(const FeatureContext& context, const nlohmann::json& params);
// The URI of a file, for a `TextDocumentIdentifier`.
const std::string& uri_of(const Analysis& file);

}  // namespace virga::lsp
