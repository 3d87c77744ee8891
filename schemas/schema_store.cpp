#include "schemas/schema_store.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace virga {

namespace {

struct KeywordInfo {
  std::string_view spelling;
  KeywordShape shape;
};

constexpr std::array<KeywordInfo, kKeywordIdCount> kKeywords = {{
#define VIRGA_KEYWORD(id, spelling, shape, ...) {spelling, KeywordShape::shape},
#include "schemas/keywords.def"
}};

Property property_of(const SchemaStore* store, const PropertyRecord& record) {
  Property property;
  property.name = store->arrays().string(record.name);
  property.schema = Schema(store, record.schema);
  property.replacement = static_cast<Replacement>(record.flags & 3U);
  property.read_only = (record.flags & 4U) != 0;
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

std::uint8_t Keyword::types() const {
  assert(shape_of(id()) == KeywordShape::Types);
  return static_cast<std::uint8_t>(store_->arrays().keywords[record_].value);
}

double Keyword::number() const {
  assert(shape_of(id()) == KeywordShape::Number);
  return store_->arrays().numbers[store_->arrays().keywords[record_].value];
}

bool Keyword::boolean() const { return store_->arrays().keywords[record_].value != 0; }

std::string_view Keyword::text() const {
  assert(shape_of(id()) == KeywordShape::Text);
  return store_->arrays().string(store_->arrays().keywords[record_].value);
}

Schema Keyword::schema() const {
  assert(shape_of(id()) == KeywordShape::Schema);
  return {store_, store_->arrays().keywords[record_].value};
}

std::string_view Keyword::name(std::uint32_t i) const {
  assert(shape_of(id()) == KeywordShape::Names && i < count());
  const SchemaArrays& arrays = store_->arrays();
  return arrays.string(arrays.refs[arrays.keywords[record_].value + i]);
}

Literal Keyword::literal(std::uint32_t i) const {
  assert(shape_of(id()) == KeywordShape::Literals && i < count());
  const SchemaArrays& arrays = store_->arrays();
  const LiteralRecord& record = arrays.literals[arrays.keywords[record_].value + i];
  Literal literal;
  literal.kind = record.kind();
  literal.boolean = (record.kind_and_number & 8U) != 0;
  literal.text = arrays.string(record.text);
  if (literal.kind == LiteralKind::Number) literal.number = arrays.numbers[record.kind_and_number >> 4U];
  return literal;
}

Schema Keyword::schema(std::uint32_t i) const {
  assert(shape_of(id()) == KeywordShape::Schemas && i < count());
  const SchemaArrays& arrays = store_->arrays();
  return {store_, arrays.refs[arrays.keywords[record_].value + i]};
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

}  // namespace virga
