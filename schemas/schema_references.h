// Resolves `$ref` of JSON Schema: documents by URI, `$id`s inside them, JSON pointers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// Deeper documents are rejected: no real schema is that deep, and our walks are recursive.
inline constexpr int kMaxSchemaDepth = 400;

// Not thread-safe. Keeps pointers into the documents, which must keep their addresses and outlive it.
class SchemaReferences {
public:
  // `uri` is the document's URI ("virga:template"), or "" if it has none. Fails if the document is nested too deeply.
  Result<void> add_document(std::string uri, const nlohmann::json& document);

  // The node that the `$ref` of `node` refers to, following chains of references.
  Result<const nlohmann::json*> resolve(const nlohmann::json& node) const;

private:
  bool index(const nlohmann::json& node, std::string base, bool names_are_keywords, int depth);
  const nlohmann::json* step(const nlohmann::json& node) const;

  std::unordered_map<std::string, const nlohmann::json*> targets_;      // by absolute URI
  std::unordered_map<const nlohmann::json*, std::string> base_of_ref_;  // for nodes with a $ref
};

// RFC 3986, section 5.2: resolves `reference` against `base`, without interpreting the fragment.
std::string resolve_uri(std::string_view base, std::string_view reference);

}  // namespace virga
