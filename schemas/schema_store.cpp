#include "schemas/schema_store.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace virga {

namespace {

struct KeywordInfo {
  std::string_view spelling;
  KeywordShape shape;
  Timing timing;
};

constexpr std::array<KeywordInfo, kKeywordIdCount> kKeywords = {{
#define VIRGA_KEYWORD(id, spelling, shape, rule, timing, judge) {spelling, KeywordShape::shape, Timing::timing},
#include "schemas/keywords.def"
}};

Property property_of(const SchemaStore* store, const PropertyRecord& record) {
  Property property;
  property.name = store->arrays().string(record.name);
  property.schema = Schema(store, record.schema);
  property.replacement = static_cast<Replacement>(record.flags & 3U);
  property.read_only = (record.flags & PropertyRecord::kReadOnly) != 0;
  property.write_only = (record.flags & 8U) != 0;
  property.deprecated = (record.flags & 16U) != 0;
  property.documentation = record.documentation;
  return property;
}

}  // namespace

KeywordShape shape_of(KeywordId id) { return kKeywords[static_cast<std::size_t>(id)].shape; }

std::string_view spelling_of(KeywordId id) {
  const auto index = static_cast<std::size_t>(id);
  return index < kKeywords.size() ? kKeywords[index].spelling : std::string_view();
}

Timing timing_of(KeywordId id) { return kKeywords[static_cast<std::size_t>(id)].timing; }

std::uint8_t traits_of(KeywordId id) {
  std::uint8_t traits = 0;
  const Timing timing = timing_of(id);
  if (timing == Timing::PerScenario || timing == Timing::Composite) traits |= SchemaRecord::kScenarios;
  if (id >= KeywordId::Rule) traits |= SchemaRecord::kAnnotated;
  switch (id) {
    case KeywordId::Properties:
    case KeywordId::PatternProperties:
    case KeywordId::AdditionalProperties:
    case KeywordId::Items:
    case KeywordId::PrefixItems:
      traits |= SchemaRecord::kStructured;
      break;
    default:
      break;
  }
  return traits;
}

Property Keyword::property(std::uint32_t i) const {
  assert(shape_of(id()) == KeywordShape::Properties && i < count());
  const SchemaArrays& arrays = store_->arrays();
  return property_of(store_, arrays.properties[arrays.keywords[record_].value + i]);
}

Dependency Keyword::dependency(std::uint32_t i) const {
  assert(shape_of(id()) == KeywordShape::Dependencies && i < count());
  const SchemaArrays& arrays = store_->arrays();
  const DependencyRecord& record = arrays.dependencies[arrays.keywords[record_].value + i];
  Dependency dependency;
  dependency.name = arrays.string(record.name);
  dependency.names.reserve(record.count);
  for (std::uint32_t k = 0; k < record.count; ++k) {
    dependency.names.push_back(arrays.string(arrays.refs[record.first + k]));
  }
  return dependency;
}

std::optional<Property> Keyword::find(std::string_view name) const {
  assert(shape_of(id()) == KeywordShape::Properties);
  const PropertyRecord* property = find_property(store_->arrays(), store_->arrays().keywords[record_], name);
  if (property == nullptr) return std::nullopt;
  return property_of(store_, *property);
}

std::vector<std::string_view> Keyword::names() const {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < count(); ++i) names.push_back(name(i));
  return names;
}

bool Schema::is_required(std::string_view name) const {
  const std::optional<Keyword> required = find(KeywordId::Required);
  for (std::uint32_t i = 0; required && i < required->count(); ++i) {
    if (required->name(i) == name) return true;
  }
  return false;
}

}  // namespace virga
