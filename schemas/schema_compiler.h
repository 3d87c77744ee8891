// Compiles JSON Schema documents to the flat arrays behind Schema (schemas/schema.h).
//
// Supports draft 7 and in addition: enumCaseInsensitive, requiredOr, requiredXor (lists), dependentRequired,
// dependentExcluded, notAbove, refersTo (name -> list of names), dependentSchemas, uniqueKeys, prefixItems (`items`
// then applies to the remaining items, as in 2020-12), and our own `rule` and `message` (strings), `checks` (list of
// names) and so on
// (schemas/keywords.def). `$ref` may refer to JSON pointers, `$id`s, and other documents of the same compilation.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_references.h"
#include "schemas/schema_store.h"
#include "schemas/store_builder.h"

namespace virga {

// Documentation texts for hover, stored separately from the schemas. The empty text has ID 0; the others start at
// `first_id` + 1, so that the IDs of a layered store do not collide with those of the store below.
class DocumentationBuilder {
public:
  explicit DocumentationBuilder(std::uint32_t first_id = 0) : first_id_(first_id) { texts_.emplace_back(); }
  std::uint32_t add(std::string_view text);
  const std::vector<std::string>& texts() const { return texts_; }

private:
  std::uint32_t first_id_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> index_;
};

struct SchemaCompilerOptions {
  bool strict = false;                            // unknown keywords are errors
  DocumentationBuilder* documentation = nullptr;  // receives the `description`s of properties
};

// Not thread-safe. Documents must keep their addresses and outlive the compiler. Errors are sentences that give the
// location as a JSON pointer; after the first error, every call fails.
class SchemaCompiler {
public:
  using Options = SchemaCompilerOptions;

  SchemaCompiler(StoreBuilder& builder, Options options) : builder_(builder), options_(options) {}

  // Registers `document` under a URI ("virga:template"), and its `$id`s.
  bool add_document(std::string uri, const nlohmann::json& document);
  // Compiles a node of a registered document. Error messages begin with `place`.
  std::optional<std::uint32_t> compile(const nlohmann::json& node, std::string_view place);
  // The schema of a node, if it has been compiled or referred to.
  std::optional<std::uint32_t> compiled(const nlohmann::json& node) const;

  const std::string& error() const { return error_; }

private:
  struct Keywords;  // of the schema being compiled

  std::uint32_t schema(const nlohmann::json& node);
  void keyword(const std::string& name, const nlohmann::json& value, Keywords& out);
  void shaped_keyword(KeywordId id, const nlohmann::json& value, Keywords& out);
  std::uint32_t types_of(const nlohmann::json& value);
  std::vector<LiteralRecord> literals_of(const nlohmann::json& value);
  LiteralRecord literal_of(const nlohmann::json& value);
  std::vector<std::uint32_t> names_of(const nlohmann::json& value);
  std::vector<std::uint32_t> schemas_of(const nlohmann::json& value);
  std::vector<PropertyRecord> properties_of(const nlohmann::json& value);
  PropertyRecord property_of(const std::string& name, const nlohmann::json& value);
  void dependencies(const nlohmann::json& value, KeywordId for_names, Keywords& out);
  std::uint32_t finish(Keywords& keywords, const nlohmann::json& node);
  void fail(const std::string& what);

  StoreBuilder& builder_;
  Options options_;
  SchemaReferences references_;
  struct Memo {
    std::uint32_t schema = 0;
    bool is_open = false;      // being compiled
    bool is_reserved = false;  // `schema` was referred to while it was being compiled
  };
  std::unordered_map<const nlohmann::json*, Memo> memo_;
  std::vector<std::string> path_;
  std::string error_;
};

// Other documents that `$ref`s may refer to: URI and content.
using SchemaDocuments = std::vector<std::pair<std::string, const nlohmann::json*>>;

// Compiles one document into its own store, where it is root(). Ignores unknown keywords. Fails if the document is not
// a schema.
Result<std::unique_ptr<SchemaStore>> compile_schema(const nlohmann::json& document, const SchemaDocuments& others = {});

// Whether any schema applies itself to the same instance, so that validation would never end. Checks every schema of
// the arrays, whose indexes must have been verified.
bool has_endless_schema(const SchemaArrays& arrays);
inline constexpr std::string_view kEndlessSchema =
    "a schema applies itself to the same value, so no validation could end";

// The canonical text of a JSON value: keys sorted, no spaces, whole numbers without a fraction.
std::string canonical_json(const nlohmann::json& value);

}  // namespace virga
