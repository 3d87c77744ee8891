#include "schemas/store_builder.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace virga {

namespace {

class OwningStore : public SchemaStore {
public:
  std::string string_bytes;
  std::vector<std::uint32_t> string_offsets;
  std::vector<double> numbers;
  std::vector<std::uint32_t> refs;
  std::vector<LiteralRecord> literals;
  std::vector<PropertyRecord> properties;
  std::vector<DependencyRecord> dependencies;
  std::vector<KeywordRecord> keywords;
  std::vector<SchemaRecord> schemas;
  std::vector<NamedRecord> named;
  std::vector<TypeRecord> types;
  std::vector<NamedRecord> named_schemas;
  std::vector<TableRecord> tables;
  std::vector<EntryRecord> entries;
  std::vector<std::uint32_t> type_slots, schema_slots, table_slots, entry_slots;

  void publish(std::uint32_t root) {
    arrays_ = {string_offsets, string_bytes, numbers,    refs,         literals,    properties,
               dependencies,   keywords,     schemas,    named,        types,       named_schemas,
               tables,         entries,      type_slots, schema_slots, table_slots, entry_slots};
    root_ = root;
  }
};

template <typename T>
std::string bytes_of(std::span<const T> list) {
  return {reinterpret_cast<const char*>(list.data()), list.size_bytes()};
}

template <typename T>
std::uint32_t intern(std::unordered_map<std::string, std::uint32_t>& index, std::vector<T>& array,
                     std::span<const T> list) {
  if (list.empty()) return 0;
  const auto [found, is_new] = index.try_emplace(bytes_of(list), static_cast<std::uint32_t>(array.size()));
  if (is_new) array.insert(array.end(), list.begin(), list.end());
  return found->second;
}

}  // namespace

StoreBuilder::StoreBuilder() {
  string_offsets_.push_back(0);
  string("");
  schemas_.emplace_back();
  schemas_.push_back({.traits = SchemaRecord::kFalse});
  schema_index_.try_emplace(std::string(), kSchemaTrue);
}

std::uint32_t StoreBuilder::string(std::string_view text) {
  const auto [found, is_new] =
      string_index_.try_emplace(std::string(text), static_cast<std::uint32_t>(string_offsets_.size() - 1));
  if (is_new) {
    string_bytes_ += text;
    string_offsets_.push_back(static_cast<std::uint32_t>(string_bytes_.size()));
  }
  return found->second;
}

std::string_view StoreBuilder::string_of(std::uint32_t i) const {
  return std::string_view(string_bytes_).substr(string_offsets_[i], string_offsets_[i + 1] - string_offsets_[i]);
}

std::uint32_t StoreBuilder::number(double value) {
  const auto [found, is_new] =
      number_index_.try_emplace(std::bit_cast<std::uint64_t>(value), static_cast<std::uint32_t>(numbers_.size()));
  if (is_new) numbers_.push_back(value);
  return found->second;
}

std::uint32_t StoreBuilder::refs(std::span<const std::uint32_t> list) { return intern(refs_index_, refs_, list); }

std::uint32_t StoreBuilder::literals(std::span<const LiteralRecord> list) {
  return intern(literals_index_, literals_, list);
}

std::uint32_t StoreBuilder::properties(std::vector<PropertyRecord>& list) {
  for (PropertyRecord& property : list) {
    property.flags = (property.flags & ~PropertyRecord::kHashBits) | PropertyRecord::hash_of(string_of(property.name));
  }
  std::stable_sort(list.begin(), list.end(), [&](const PropertyRecord& a, const PropertyRecord& b) {
    return string_of(a.name) < string_of(b.name);
  });
  list.erase(std::unique(list.begin(), list.end(),
                         [](const PropertyRecord& a, const PropertyRecord& b) { return a.name == b.name; }),
             list.end());
  return intern(properties_index_, properties_, std::span<const PropertyRecord>(list));
}

std::uint32_t StoreBuilder::dependencies(std::span<const DependencyRecord> list) {
  return intern(dependencies_index_, dependencies_, list);
}

std::uint32_t StoreBuilder::named(std::vector<NamedRecord>& list) {
  std::sort(list.begin(), list.end(),
            [&](const NamedRecord& a, const NamedRecord& b) { return string_of(a.name) < string_of(b.name); });
  const auto first = static_cast<std::uint32_t>(named_.size());
  named_.insert(named_.end(), list.begin(), list.end());
  return first;
}

std::uint32_t StoreBuilder::reserve_schema() {
  schemas_.emplace_back();
  return static_cast<std::uint32_t>(schemas_.size() - 1);
}

SchemaRecord StoreBuilder::record_of(std::span<const KeywordRecord> keywords) {
  SchemaRecord record;
  record.first_keyword = intern(keywords_index_, keywords_, keywords);
  record.keyword_count = static_cast<std::uint16_t>(keywords.size());
  for (const KeywordRecord& keyword : keywords) {
    if (keyword.id() == KeywordId::Type) record.types = static_cast<std::uint8_t>(keyword.value);
    record.traits |= traits_of(keyword.id());
  }
  return record;
}

std::uint32_t StoreBuilder::schema(std::span<const KeywordRecord> keywords) {
  const auto [found, is_new] =
      schema_index_.try_emplace(bytes_of(keywords), static_cast<std::uint32_t>(schemas_.size()));
  if (is_new) schemas_.push_back(record_of(keywords));
  return found->second;
}

void StoreBuilder::define(std::uint32_t schema, std::span<const KeywordRecord> keywords) {
  schemas_[schema] = record_of(keywords);
}

void StoreBuilder::define_false(std::uint32_t schema) { schemas_[schema] = {.traits = SchemaRecord::kFalse}; }

// Schemas may be recursive, so iterate to a fixed point.
void StoreBuilder::mark_read_only() {
  const auto leads_there = [&](const KeywordRecord& keyword) {
    if (keyword.id() == KeywordId::Items) return schemas_[keyword.value].has(SchemaRecord::kReadOnly);
    if (keyword.id() != KeywordId::Properties) return false;
    const auto properties = std::span<const PropertyRecord>(properties_).subspan(keyword.value, keyword.count());
    return std::any_of(properties.begin(), properties.end(), [&](const PropertyRecord& property) {
      return (property.flags & PropertyRecord::kReadOnly) != 0 ||
             schemas_[property.schema].has(SchemaRecord::kReadOnly);
    });
  };
  for (bool changes = true; changes;) {
    changes = false;
    for (SchemaRecord& schema : schemas_) {
      const auto keywords =
          std::span<const KeywordRecord>(keywords_).subspan(schema.first_keyword, schema.keyword_count);
      if (schema.has(SchemaRecord::kReadOnly) || std::none_of(keywords.begin(), keywords.end(), leads_there)) continue;
      schema.traits |= SchemaRecord::kReadOnly;
      changes = true;
    }
  }
}

namespace {

std::vector<std::uint32_t> free_slots(std::size_t records) {
  return std::vector<std::uint32_t>(records == 0 ? 0 : std::bit_ceil(records * 2));
}

void take_slot(std::vector<std::uint32_t>& slots, std::size_t hash, std::uint32_t record) {
  std::size_t at = hash % slots.size();
  while (slots[at] != 0) at = (at + 1) % slots.size();
  slots[at] = record + 1;
}

}  // namespace

std::unique_ptr<SchemaStore> StoreBuilder::finish(std::uint32_t root) {
  mark_read_only();
  const auto slots_of = [&](const auto& records) {
    std::vector<std::uint32_t> slots = free_slots(records.size());
    for (std::uint32_t i = 0; i < records.size(); ++i) take_slot(slots, name_hash(string_of(records[i].name)), i);
    return slots;
  };
  const auto by_name = [&](const auto& a, const auto& b) { return string_of(a.name) < string_of(b.name); };
  std::sort(types.begin(), types.end(), by_name);
  std::sort(named_schemas.begin(), named_schemas.end(), by_name);
  std::sort(tables.begin(), tables.end(), by_name);
  auto store = std::make_unique<OwningStore>();
  store->type_slots = slots_of(types);
  store->schema_slots = slots_of(named_schemas);
  store->table_slots = slots_of(tables);
  store->entry_slots = free_slots(entries.size());
  for (std::size_t table = 0; table < tables.size(); ++table) {
    for (std::uint32_t i = tables[table].first; i < tables[table].first + tables[table].count; ++i) {
      take_slot(store->entry_slots, entry_hash(table, string_of(entries[i].key)), i);
    }
  }
  store->string_bytes = std::move(string_bytes_);
  store->string_offsets = std::move(string_offsets_);
  store->numbers = std::move(numbers_);
  store->refs = std::move(refs_);
  store->literals = std::move(literals_);
  store->properties = std::move(properties_);
  store->dependencies = std::move(dependencies_);
  store->keywords = std::move(keywords_);
  store->schemas = std::move(schemas_);
  store->named = std::move(named_);
  store->types = std::move(types);
  store->named_schemas = std::move(named_schemas);
  store->tables = std::move(tables);
  store->entries = std::move(entries);
  store->publish(root);
  return store;
}

}  // namespace virga
