// Grows the arrays of a SchemaStore, keeping one copy of what is equal.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schemas/schema_store.h"

namespace virga {

// One thread. Indexes that it returns are those of the finished store.
class StoreBuilder {
public:
  StoreBuilder();

  std::uint32_t string(std::string_view text);
  std::uint32_t number(double value);
  // Lists: index of the first entry. Equal lists share their place.
  std::uint32_t refs(std::span<const std::uint32_t> list);
  std::uint32_t literals(std::span<const LiteralRecord> list);
  // Sorts by name; a name that repeats keeps its first entry.
  std::uint32_t properties(std::vector<PropertyRecord>& list);
  std::uint32_t dependencies(std::span<const DependencyRecord> list);
  std::uint32_t named(std::vector<NamedRecord>& list);  // sorts by name

  // A schema that is referred to before it is known; define() fills it in.
  std::uint32_t reserve_schema();
  // `keywords` in evaluation order. The first returns an equal schema where there is one.
  std::uint32_t schema(std::span<const KeywordRecord> keywords);
  void define(std::uint32_t schema, std::span<const KeywordRecord> keywords);
  void define_false(std::uint32_t schema);

  std::vector<TypeRecord> types;
  std::vector<NamedRecord> named_schemas;
  std::vector<TableRecord> tables;
  std::vector<EntryRecord> entries;  // of one table after the other, sorted by the caller

  std::string_view string_of(std::uint32_t i) const;

  // Sorts types, named schemas and tables, and gives the arrays away. The builder is empty then.
  std::unique_ptr<SchemaStore> finish(std::uint32_t root);

private:
  SchemaRecord record_of(std::span<const KeywordRecord> keywords);
  void mark_read_only();

  std::string string_bytes_;
  std::vector<std::uint32_t> string_offsets_;
  std::vector<double> numbers_;
  std::vector<std::uint32_t> refs_;
  std::vector<LiteralRecord> literals_;
  std::vector<PropertyRecord> properties_;
  std::vector<DependencyRecord> dependencies_;
  std::vector<KeywordRecord> keywords_;
  std::vector<SchemaRecord> schemas_;
  std::vector<NamedRecord> named_;

  // Keys are the bytes of the entries.
  std::unordered_map<std::string, std::uint32_t> string_index_, refs_index_, literals_index_, properties_index_,
      dependencies_index_, keywords_index_, schema_index_;
  std::unordered_map<std::uint64_t, std::uint32_t> number_index_;
};

}  // namespace virga
