// The compiled form of JSON Schema that the validator uses: handles into flat arrays that are read in place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// JSON Schema draft 7, CloudFormation's additional keywords, and our own; see schemas/keywords.def.
enum class KeywordId : std::uint8_t {
#define VIRGA_KEYWORD(id, ...) id,
#include "schemas/keywords.def"
};
inline constexpr std::uint32_t kKeywordIdCount = 0
#define VIRGA_KEYWORD(...) +1  // NOLINT(bugprone-macro-parentheses): summands of one sum
#include "schemas/keywords.def"
    ;

// Bit set of JSON types; Number includes Integer.
namespace json_type {
inline constexpr std::uint8_t kNull = 1, kBoolean = 2, kInteger = 4, kNumber = 8, kString = 16, kArray = 32,
                              kObject = 64;
}

enum class LiteralKind : std::uint8_t { Null, Boolean, Number, String, Json };

// A constant of `enum` or `const`. Arrays and objects are Json, with their canonical text (sorted keys, no spaces) in
// `text`.
struct Literal {
  LiteralKind kind = LiteralKind::Null;
  bool boolean = false;
  double number = 0;
  std::string_view text;  // for String and Json; for Number, as written
};

class SchemaStore;  // schemas/schema_store.h: the arrays behind the handles
struct KeywordRecord;
class Schema;

struct Property;
struct Dependency;

// One keyword of a schema. A handle: cheap to copy, valid as long as its store.
class Keyword {
public:
  Keyword(const SchemaStore* store, std::uint32_t record) : store_(store), record_(record) {}

  KeywordId id() const;
  std::uint8_t types() const;
  double number() const;
  bool boolean() const;
  std::string_view text() const;
  Schema schema() const;

  // Lists: count() entries, accessed by index.
  std::uint32_t count() const;
  std::string_view name(std::uint32_t i) const;
  std::vector<std::string_view> names() const;
  Literal literal(std::uint32_t i) const;
  LiteralKind literal_kind(std::uint32_t i) const;
  Schema schema(std::uint32_t i) const;
  Property property(std::uint32_t i) const;  // sorted by name
  Dependency dependency(std::uint32_t i) const;

  // Whether one of the literals is this string; optimized for long lists.
  bool has_text(std::string_view text) const;
  // Looks up a member of `properties`; find_schema() returns a falsy schema if there is none.
  std::optional<Property> find(std::string_view name) const;
  Schema find_schema(std::string_view name) const;

  // Identifies a keyword within its store, for caches of compiled patterns.
  std::uint32_t record() const { return record_; }
  const SchemaStore* store() const { return store_; }

private:
  const SchemaStore* store_;
  std::uint32_t record_;
};

// A schema: `true`, `false`, or keywords in evaluation order. The compiler resolves $ref, so schemas may be recursive.
// A handle of 16 bytes, valid as long as its store.
class Schema {
public:
  Schema() = default;
  Schema(const SchemaStore* store, std::uint32_t id) : store_(store), id_(id) {}

  explicit operator bool() const { return store_ != nullptr; }
  bool accepts_all() const;
  bool accepts_none() const;
  // Whether it has keywords that affect how others are checked (`rule`, `functions`, …).
  bool is_annotated() const;
  // Whether it has keywords that are checked once for each combination of conditions.
  bool has_scenarios() const;
  // Whether it has keywords for members or items, apart from those that combine schemas.
  bool is_structured() const;
  // Whether any property reachable through `properties` and `items`, at any depth, is read-only.
  bool has_read_only() const;
  // The union of `type`, or 0 if it is not given.
  std::uint8_t types() const;

  std::uint32_t keyword_count() const;
  Keyword keyword(std::uint32_t i) const;
  // The records of keyword(0), keyword(1), …, for iteration.
  std::span<const KeywordRecord> keywords() const;
  std::optional<Keyword> find(KeywordId id) const;
  // Whether `required` names the property.
  bool is_required(std::string_view name) const;

  std::uint32_t id() const { return id_; }
  const SchemaStore* store() const { return store_; }
  friend bool operator==(const Schema&, const Schema&) = default;

private:
  const SchemaStore* store_ = nullptr;
  std::uint32_t id_ = 0;
};

// What CloudFormation does to the resource when a property changes.
enum class Replacement : std::uint8_t { Unknown, Never, Conditional, Always };

struct Property {
  std::string_view name;
  Schema schema;
  Replacement replacement = Replacement::Unknown;
  bool read_only = false;  // returned as an attribute, cannot be set
  bool write_only = false;
  bool deprecated = false;
  std::uint32_t documentation = 0;  // ID in the documentation file, or 0
};

struct Dependency {
  std::string_view name;
  std::vector<std::string_view> names;
};

}  // namespace virga

#include "schemas/schema_store.h"  // the inline accessors
