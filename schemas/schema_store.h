// The flat arrays behind Schema and Keyword. To be read through accessors only. The layout is the same as in a database
// file (schemas/database.fbs), so a mapped file needs no conversion.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "compiler/support/hash.h"
#include "schemas/schema.h"

namespace virga {

// Records. All integers are little-endian; indexes refer to the named array.
struct SchemaRecord {
  std::uint32_t first_keyword = 0;  // in keywords
  std::uint16_t keyword_count = 0;
  std::uint8_t types = 0;   // union of `type`, 0 if it is not given
  std::uint8_t traits = 0;  // the bits below, which spare the validator a search through the keywords

  static constexpr std::uint8_t kFalse = 1;      // accepts nothing
  static constexpr std::uint8_t kAnnotated = 2;  // has a keyword, other than Then and Else, that is not itself checked
  static constexpr std::uint8_t kScenarios =
      4;  // has a keyword that is checked once for each combination of conditions
  static constexpr std::uint8_t kStructured = 8;  // has a keyword for members or items
  static constexpr std::uint8_t kReadOnly = 16;   // a property reachable through `properties` and `items` is read-only
  bool has(std::uint8_t trait) const { return (traits & trait) != 0; }
};

// The meaning of `value` depends on the keyword: a bit set, 0/1, an index into numbers, strings or schemas, or the
// index of the first of `count` entries in refs, literals, properties or dependencies.
struct KeywordRecord {
  std::uint32_t value = 0;
  std::uint32_t id_and_count = 0;  // ID in the low 8 bits, count in the high 24

  KeywordId id() const { return static_cast<KeywordId>(id_and_count & 0xFFU); }
  std::uint32_t count() const { return id_and_count >> 8U; }
};

struct LiteralRecord {
  std::uint32_t text = 0;  // string
  // LiteralKind in bits 0-2, the boolean in bit 3; bits 4-31: an index into numbers, or a part of a string's hash
  std::uint32_t kind_and_number = 0;

  LiteralKind kind() const { return static_cast<LiteralKind>(kind_and_number & 7U); }
  // The value of kind_and_number for a string.
  static std::uint32_t mark_of(std::string_view text) {
    return static_cast<std::uint32_t>(name_hash(text)) << 4U | static_cast<std::uint32_t>(LiteralKind::String);
  }
};

struct PropertyRecord {
  std::uint32_t name = 0;    // string
  std::uint32_t schema = 0;  // schema
  std::uint32_t documentation = 0;
  // Replacement in bits 0-1, read_only in 2, write_only in 3, deprecated in 4; bits 5-31: a part of the name's hash
  std::uint32_t flags = 0;

  static constexpr std::uint32_t kReadOnly = 4;
  static constexpr std::uint32_t kHashBits = ~std::uint32_t{31};
  static std::uint32_t hash_of(std::string_view name) {
    return static_cast<std::uint32_t>(name_hash(name)) & kHashBits;
  }
};

struct DependencyRecord {
  std::uint32_t name = 0;   // string
  std::uint32_t first = 0;  // in refs, strings
  std::uint32_t count = 0;
};

// A name and its schema: attributes, definitions, named schemas.
struct NamedRecord {
  std::uint32_t name = 0;    // string
  std::uint32_t schema = 0;  // schema
};

struct TypeRecord {
  std::uint32_t name = 0;        // string
  std::uint32_t properties = 0;  // schema
  std::uint32_t ref = 0;         // schema
  std::uint32_t documentation = 0;
  std::uint32_t flags = 0;            // stateful in bit 0, accepts any attribute in bit 1
  std::uint32_t first_attribute = 0;  // in named
  std::uint32_t attribute_count = 0;
  std::uint32_t first_definition = 0;  // in named
  std::uint32_t definition_count = 0;
  std::uint32_t first_identifier = 0;  // in refs, strings
  std::uint32_t identifier_count = 0;
};

struct TableRecord {
  std::uint32_t name = 0;   // string
  std::uint32_t first = 0;  // in entries
  std::uint32_t count = 0;
};

struct EntryRecord {
  std::uint32_t key = 0;    // string
  std::uint32_t first = 0;  // in refs, strings
  std::uint32_t count = 0;
};

// A hash table from names to records of an array, with linear probing: the slot at `name_hash(name)`, or one after it,
// contains the record's index plus one; 0 ends the search. The size is a power of two, or 0 if there are no records.
using NameSlots = std::span<const std::uint32_t>;

// Views of all arrays. String i is string_bytes[string_offsets[i], string_offsets[i + 1]). Schema 0 accepts everything,
// schema 1 nothing. String 0 is empty.
struct SchemaArrays {
  std::span<const std::uint32_t> string_offsets;
  std::string_view string_bytes;
  std::span<const double> numbers;
  std::span<const std::uint32_t> refs;
  std::span<const LiteralRecord> literals;
  std::span<const PropertyRecord> properties;
  std::span<const DependencyRecord> dependencies;
  std::span<const KeywordRecord> keywords;
  std::span<const SchemaRecord> schemas;
  std::span<const NamedRecord> named;
  std::span<const TypeRecord> types;                // sorted by name
  std::span<const NamedRecord> named_schemas;       // sorted by name
  std::span<const TableRecord> tables;              // sorted by name
  std::span<const EntryRecord> entries;             // sorted by key within a table
  NameSlots type_slots, schema_slots, table_slots;  // of types, named_schemas and tables
  NameSlots entry_slots;                            // of entries, by entry_hash()

  std::string_view string(std::uint32_t i) const {
    return string_bytes.substr(string_offsets[i], string_offsets[i + 1] - string_offsets[i]);
  }
};

// The record with this name, or null.
template <typename Record>
const Record* find_named(const SchemaArrays& arrays, NameSlots slots, std::span<const Record> records,
                         std::string_view name) {
  if (slots.empty()) return nullptr;
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = name_hash(name) & mask; slots[at] != 0; at = (at + 1) & mask) {
    const Record& record = records[slots[at] - 1];
    if (arrays.string(record.name) == name) return &record;
  }
  return nullptr;
}

// The hash of a key of the table with this index.
inline std::size_t entry_hash(std::size_t table, std::string_view key) { return name_hash(key) + table * 0x9E3779B9U; }

// The entry of a table, or null.
inline const EntryRecord* find_entry(const SchemaArrays& arrays, std::string_view table, std::string_view key) {
  const TableRecord* owner = find_named(arrays, arrays.table_slots, arrays.tables, table);
  if (owner == nullptr || arrays.entry_slots.empty()) return nullptr;
  const std::size_t mask = arrays.entry_slots.size() - 1;
  std::size_t at = entry_hash(static_cast<std::size_t>(owner - arrays.tables.data()), key) & mask;
  for (; arrays.entry_slots[at] != 0; at = (at + 1) & mask) {
    const std::uint32_t index = arrays.entry_slots[at] - 1;
    if (index - owner->first < owner->count && arrays.string(arrays.entries[index].key) == key) {
      return &arrays.entries[index];
    }
  }
  return nullptr;
}

inline constexpr std::uint32_t kSchemaTrue = 0;
inline constexpr std::uint32_t kSchemaFalse = 1;

// Immutable; may be shared between threads. Guarantees that no schema reaches itself through keywords that apply to the
// same instance (allOf, anyOf, oneOf, not, if, then, else, dependencies), so the depth of a validation is bounded by
// that of the instance and the size of the store.
class SchemaStore {
public:
  SchemaStore() = default;
  SchemaStore(const SchemaStore&) = delete;
  SchemaStore& operator=(const SchemaStore&) = delete;
  virtual ~SchemaStore() = default;

  const SchemaArrays& arrays() const { return arrays_; }
  // The schema of the document that was passed to compile_schema(); in other stores, accepts everything.
  Schema root() const { return {this, root_}; }

protected:
  SchemaArrays arrays_;
  std::uint32_t root_ = kSchemaTrue;
};

// How a keyword uses `value` and `count`, for the compiler, the verifier and printers.
enum class KeywordShape : std::uint8_t {
  Types,
  Number,
  Boolean,
  Text,
  Schema,
  Schemas,
  Names,
  Literals,
  Properties,
  Dependencies
};
KeywordShape shape_of(KeywordId id);
// The spelling in JSON: "minLength"; "" for an ID out of range.
std::string_view spelling_of(KeywordId id);

// When a keyword is checked; see schemas/keywords.def.
enum class Timing : std::uint8_t { Always, PerScenario, Composite, Annotation };
Timing timing_of(KeywordId id);
// The bits that a keyword sets in SchemaRecord::traits.
std::uint8_t traits_of(KeywordId id);

// Accessors that a validation calls for every value, defined here so that they can be inlined.

// Compares hashes first: the records are contiguous, but each name costs a cache miss.
inline const PropertyRecord* find_property(const SchemaArrays& arrays, const KeywordRecord& keyword,
                                           std::string_view name) {
  const std::uint32_t hash = PropertyRecord::hash_of(name);
  for (const PropertyRecord& property : arrays.properties.subspan(keyword.value, keyword.count())) {
    if ((property.flags & PropertyRecord::kHashBits) == hash && arrays.string(property.name) == name) return &property;
  }
  return nullptr;
}

inline KeywordId Keyword::id() const { return store_->arrays().keywords[record_].id(); }

inline std::uint32_t Keyword::count() const { return store_->arrays().keywords[record_].count(); }

inline std::uint8_t Keyword::types() const {
  return static_cast<std::uint8_t>(store_->arrays().keywords[record_].value);
}

inline double Keyword::number() const { return store_->arrays().numbers[store_->arrays().keywords[record_].value]; }

inline bool Keyword::boolean() const { return store_->arrays().keywords[record_].value != 0; }

inline std::string_view Keyword::text() const {
  return store_->arrays().string(store_->arrays().keywords[record_].value);
}

inline Schema Keyword::schema() const { return {store_, store_->arrays().keywords[record_].value}; }

inline std::string_view Keyword::name(std::uint32_t i) const {
  const SchemaArrays& arrays = store_->arrays();
  return arrays.string(arrays.refs[arrays.keywords[record_].value + i]);
}

inline Schema Keyword::schema(std::uint32_t i) const {
  const SchemaArrays& arrays = store_->arrays();
  return {store_, arrays.refs[arrays.keywords[record_].value + i]};
}

inline LiteralKind Keyword::literal_kind(std::uint32_t i) const {
  const SchemaArrays& arrays = store_->arrays();
  return arrays.literals[arrays.keywords[record_].value + i].kind();
}

inline Literal Keyword::literal(std::uint32_t i) const {
  const SchemaArrays& arrays = store_->arrays();
  const LiteralRecord& record = arrays.literals[arrays.keywords[record_].value + i];
  Literal literal;
  literal.kind = record.kind();
  literal.boolean = (record.kind_and_number & 8U) != 0;
  literal.text = arrays.string(record.text);
  if (literal.kind == LiteralKind::Number) literal.number = arrays.numbers[record.kind_and_number >> 4U];
  return literal;
}

inline Schema Keyword::find_schema(std::string_view name) const {
  const PropertyRecord* property = find_property(store_->arrays(), store_->arrays().keywords[record_], name);
  return property != nullptr ? Schema(store_, property->schema) : Schema();
}

inline bool Keyword::has_text(std::string_view text) const {
  const SchemaArrays& arrays = store_->arrays();
  const KeywordRecord& record = arrays.keywords[record_];
  const std::uint32_t mark = LiteralRecord::mark_of(text);
  for (const LiteralRecord& literal : arrays.literals.subspan(record.value, record.count())) {
    if (literal.kind_and_number == mark && arrays.string(literal.text) == text) return true;
  }
  return false;
}

inline bool Schema::accepts_all() const {
  const SchemaRecord& record = store_->arrays().schemas[id_];
  return record.keyword_count == 0 && !record.has(SchemaRecord::kFalse);
}

inline bool Schema::accepts_none() const { return store_->arrays().schemas[id_].has(SchemaRecord::kFalse); }

inline bool Schema::is_annotated() const { return store_->arrays().schemas[id_].has(SchemaRecord::kAnnotated); }

inline bool Schema::has_scenarios() const { return store_->arrays().schemas[id_].has(SchemaRecord::kScenarios); }

inline bool Schema::has_read_only() const { return store_->arrays().schemas[id_].has(SchemaRecord::kReadOnly); }

inline bool Schema::is_structured() const { return store_->arrays().schemas[id_].has(SchemaRecord::kStructured); }

inline std::uint8_t Schema::types() const { return store_->arrays().schemas[id_].types; }

inline std::uint32_t Schema::keyword_count() const { return store_->arrays().schemas[id_].keyword_count; }

inline Keyword Schema::keyword(std::uint32_t i) const {
  return {store_, store_->arrays().schemas[id_].first_keyword + i};
}

inline std::span<const KeywordRecord> Schema::keywords() const {
  const SchemaRecord& record = store_->arrays().schemas[id_];
  return store_->arrays().keywords.subspan(record.first_keyword, record.keyword_count);
}

inline std::optional<Keyword> Schema::find(KeywordId id) const {
  const std::span<const KeywordRecord> records = keywords();
  for (std::uint32_t i = 0; i < records.size(); ++i) {
    if (records[i].id() == id) return keyword(i);
  }
  return std::nullopt;
}

}  // namespace virga
