// Builds the arrays of a SchemaStore, storing equal entries once.
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

// Not thread-safe. Returned indexes are those in the finished store.
class StoreBuilder {
public:
  StoreBuilder();

  std::uint32_t string(std::string_view text);
  std::uint32_t number(double value);
  // Lists: the index of the first entry. Equal lists are shared.
  std::uint32_t refs(std::span<const std::uint32_t> list);
  std::uint32_t literals(std::span<const LiteralRecord> list);
  // Sorts by name; of several entries with the same name, keeps the first.
  std::uint32_t properties(std::vector<PropertyRecord>& list);
  std::uint32_t dependencies(std::span<const DependencyRecord> list);
  std::uint32_t named(std::vector<NamedRecord>& list);  // sorts by name

  // Reserves a schema that is referred to before it is known; call define() later.
  std::uint32_t reserve_schema();
  // `keywords` in evaluation order. schema() returns an existing equal schema if there is one.
  std::uint32_t schema(std::span<const KeywordRecord> keywords);
  void define(std::uint32_t schema, std::span<const KeywordRecord> keywords);
  void define_false(std::uint32_t schema);

  std::vector<TypeRecord> types;
  std::vector<NamedRecord> named_schemas;
  std::vector<TableRecord> tables;
  std::vector<EntryRecord> entries;  // table by table, sorted by the caller

  std::string_view string_of(std::uint32_t i) const;

  // Sorts types, named schemas and tables, and moves the arrays into the store, leaving the builder empty.
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

  // Indexes by the bytes of the entries.
  std::unordered_map<std::string, std::uint32_t> string_index_, refs_index_, literals_index_, properties_index_,
      dependencies_index_, keywords_index_, schema_index_;
  std::unordered_map<std::uint64_t, std::uint32_t> number_index_;
};

}  // namespace virga
