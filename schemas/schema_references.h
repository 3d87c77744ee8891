// Where a `$ref` of JSON Schema leads: documents by address, `$id`s inside them, JSON pointers.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// Deeper documents are refused: they are no schemas, and our walks are recursive.
inline constexpr int kMaxSchemaDepth = 400;

// One thread. Keeps pointers into the documents: they must stay in place and outlive it.
class SchemaReferences {
public:
  // `uri` is the address of the document ("virga:template", "" for a document without one). An error when the document
  // is nested too deeply.
  Result<void> add_document(std::string uri, const nlohmann::json& document);

  // The node that the `$ref` of `node` leads to, through chains of references.
  Result<const nlohmann::json*> resolve(const nlohmann::json& node) const;

private:
  bool index(const nlohmann::json& node, std::string base, bool names_are_keywords, int depth);
  const nlohmann::json* step(const nlohmann::json& node) const;

  std::unordered_map<std::string, const nlohmann::json*> targets_;      // by absolute address
  std::unordered_map<const nlohmann::json*, std::string> base_of_ref_;  // of nodes with a $ref
};

// RFC 3986, section 5.2: `reference` as seen from `base`, without the fragment's interpretation.
std::string resolve_uri(std::string_view base, std::string_view reference);

}  // namespace virga
