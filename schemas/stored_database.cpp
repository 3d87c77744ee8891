#include "schemas/stored_database.h"

#include <algorithm>

namespace virga {

namespace {

std::span<const EntryRecord> entries_of(const SchemaArrays& arrays, std::string_view name) {
  const TableRecord* table = find_named(arrays, arrays.table_slots, arrays.tables, name);
  return table != nullptr ? arrays.entries.subspan(table->first, table->count) : std::span<const EntryRecord>();
}

}  // namespace

std::string_view catch_all_name(std::string_view type_name) {
  if (type_name.starts_with("Custom::")) return "Custom::*";
  if (type_name.ends_with("::MODULE")) return "*::MODULE";
  return type_name;
}

std::optional<ResourceType> StoredDatabase::find_type(std::string_view name) const {
  const SchemaArrays& arrays = store().arrays();
  const TypeRecord* record = find_named(arrays, arrays.type_slots, arrays.types, name);
  if (record == nullptr && catch_all_name(name) != name) {
    record = find_named(arrays, arrays.type_slots, arrays.types, catch_all_name(name));
  }
  if (record == nullptr) return std::nullopt;
  return ResourceType(&store(), static_cast<std::uint32_t>(record - arrays.types.data()));
}

std::uint32_t StoredDatabase::type_count() const { return static_cast<std::uint32_t>(store().arrays().types.size()); }

ResourceType StoredDatabase::type(std::uint32_t i) const { return {&store(), i}; }

Schema StoredDatabase::find_schema(std::string_view name) const {
  const SchemaArrays& arrays = store().arrays();
  const NamedRecord* record = find_named(arrays, arrays.schema_slots, arrays.named_schemas, name);
  return record == nullptr ? Schema() : Schema(&store(), record->schema);
}

std::span<const std::uint32_t> StoredDatabase::values_of(std::string_view table, std::string_view key) const {
  const SchemaArrays& arrays = store().arrays();
  const EntryRecord* entry = find_entry(arrays, table, key);
  return entry != nullptr ? arrays.refs.subspan(entry->first, entry->count) : std::span<const std::uint32_t>();
}

std::vector<std::string_view> StoredDatabase::lookup(std::string_view table, std::string_view key) const {
  std::vector<std::string_view> values;
  const std::span<const std::uint32_t> refs = values_of(table, key);
  values.reserve(refs.size());
  for (const std::uint32_t text : refs) values.push_back(store().arrays().string(text));
  return values;
}

bool StoredDatabase::has_value(std::string_view table, std::string_view key, std::string_view value) const {
  const SchemaArrays& arrays = store().arrays();
  const std::span<const std::uint32_t> refs = values_of(table, key);
  const auto found =
      std::lower_bound(refs.begin(), refs.end(), value,
                       [&](std::uint32_t text, std::string_view wanted) { return arrays.string(text) < wanted; });
  if (found != refs.end() && arrays.string(*found) == value) return true;
  // They may not be sorted.
  return std::any_of(refs.begin(), refs.end(), [&](std::uint32_t text) { return arrays.string(text) == value; });
}

std::vector<std::string_view> StoredDatabase::keys(std::string_view table) const {
  const SchemaArrays& arrays = store().arrays();
  std::vector<std::string_view> keys;
  for (const EntryRecord& entry : entries_of(arrays, table)) keys.push_back(arrays.string(entry.key));
  return keys;
}

}  // namespace virga
