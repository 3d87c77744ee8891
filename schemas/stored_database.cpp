#include "schemas/stored_database.h"

#include <algorithm>

namespace virga {

namespace {

std::span<const EntryRecord> entries_of(const SchemaArrays& arrays, std::string_view name) {
  const auto found = std::lower_bound(
      arrays.tables.begin(), arrays.tables.end(), name,
      [&](const TableRecord& table, std::string_view wanted) { return arrays.string(table.name) < wanted; });
  if (found == arrays.tables.end() || arrays.string(found->name) != name || found->count == 0) return {};
  return arrays.entries.subspan(found->first, found->count);
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
  const auto entries = entries_of(arrays, table);
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), key,
      [&](const EntryRecord& entry, std::string_view wanted) { return arrays.string(entry.key) < wanted; });
  if (found == entries.end() || arrays.string(found->key) != key) return {};
  return arrays.refs.subspan(found->first, found->count);
}

std::vector<std::string_view> StoredDatabase::lookup(std::string_view table, std::string_view key) const {
  std::vector<std::string_view> values;
  const std::span<const std::uint32_t> refs = values_of(table, key);
  values.reserve(refs.size());
  for (const std::uint32_t text : refs) values.push_back(store().arrays().string(text));
  return values;
}

bool StoredDatabase::any_value(std::string_view table, std::string_view key,
                               const std::function<bool(std::string_view)>& is) const {
  const std::span<const std::uint32_t> refs = values_of(table, key);
  return std::any_of(refs.begin(), refs.end(), [&](std::uint32_t text) { return is(store().arrays().string(text)); });
}

std::vector<std::string_view> StoredDatabase::keys(std::string_view table) const {
  const SchemaArrays& arrays = store().arrays();
  std::vector<std::string_view> keys;
  for (const EntryRecord& entry : entries_of(arrays, table)) keys.push_back(arrays.string(entry.key));
  return keys;
}

}  // namespace virga
