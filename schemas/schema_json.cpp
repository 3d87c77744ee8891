#include "schemas/schema_json.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "schemas/schema_store.h"

namespace virga {

using nlohmann::json;

namespace {

json number_to_json(double value) {
  if (std::floor(value) == value && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  return value;
}

json types_to_json(std::uint8_t bits) {
  constexpr std::pair<std::uint8_t, const char*> kNames[] = {{json_type::kArray, "array"},
                                                             {json_type::kBoolean, "boolean"},
                                                             {json_type::kNull, "null"},
                                                             {json_type::kObject, "object"},
                                                             {json_type::kString, "string"}};
  json names = json::array();
  for (const auto& [bit, name] : kNames) {
    if ((bits & bit) != 0) names.push_back(name);
  }
  if ((bits & json_type::kNumber) != 0)
    names.push_back("number");
  else if ((bits & json_type::kInteger) != 0)
    names.push_back("integer");
  return names.size() == 1 ? names[0] : names;
}

class JsonWriter {
public:
  explicit JsonWriter(const SchemaDatabase* documentation) : documentation_(documentation) {}

  void name_definition(Schema schema, std::string_view name) { names_.try_emplace(schema.id(), name); }

  // The schema itself, even if there is a definition that could be referred to by $ref.
  json body(Schema schema) {
    if (schema.accepts_none()) return false;
    open_.insert(schema.id());
    json result = json::object();
    for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) {
      const Keyword keyword = schema.keyword(i);
      result[std::string(spelling_of(keyword.id()))] = value_of(keyword);
    }
    open_.erase(schema.id());
    return result;
  }

  json reference_or_body(Schema schema) {
    if (const auto name = names_.find(schema.id()); name != names_.end()) return reference(name->second);
    if (open_.contains(schema.id())) {
      std::string& name = names_[schema.id()];
      name = "Schema" + std::to_string(schema.id());
      recursive_.emplace_back(name, schema);
      return reference(name);
    }
    json result = body(schema);
    return result.is_object() && result.empty() ? json(true) : result;
  }

  // Writes the definitions required by recursion and empties the list.
  void write_recursive(json& definitions) {
    while (!recursive_.empty()) {
      const auto [name, schema] = recursive_.back();
      recursive_.pop_back();
      definitions[name] = body(schema);
    }
  }

private:
  static json reference(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

  json value_of(const Keyword& keyword) {
    json list = json::array();
    switch (shape_of(keyword.id())) {
      case KeywordShape::Types:
        return types_to_json(keyword.types());
      case KeywordShape::Number:
        return number_to_json(keyword.number());
      case KeywordShape::Boolean:
        return keyword.boolean();
      case KeywordShape::Text:
        return std::string(keyword.text());
      case KeywordShape::Schema:
        return reference_or_body(keyword.schema());
      case KeywordShape::Schemas:
        for (std::uint32_t i = 0; i < keyword.count(); ++i) list.push_back(reference_or_body(keyword.schema(i)));
        return list;
      case KeywordShape::Names:
        for (std::uint32_t i = 0; i < keyword.count(); ++i) list.push_back(std::string(keyword.name(i)));
        return list;
      case KeywordShape::Literals:
        if (keyword.id() == KeywordId::Const) return literal_to_json(keyword.literal(0));
        for (std::uint32_t i = 0; i < keyword.count(); ++i) list.push_back(literal_to_json(keyword.literal(i)));
        return list;
      case KeywordShape::Properties: {
        json properties = json::object();
        for (std::uint32_t i = 0; i < keyword.count(); ++i) {
          const Property property = keyword.property(i);
          properties[std::string(property.name)] = property_to_json(property);
        }
        return properties;
      }
      case KeywordShape::Dependencies: {
        json dependencies = json::object();
        for (std::uint32_t i = 0; i < keyword.count(); ++i) {
          const Dependency dependency = keyword.dependency(i);
          for (const std::string_view name : dependency.names) list.push_back(std::string(name));
          dependencies[std::string(dependency.name)] = std::move(list);
          list = json::array();
        }
        return dependencies;
      }
    }
    return nullptr;
  }

  json property_to_json(const Property& property) {
    json result = reference_or_body(property.schema);
    if (result == json(true)) result = json::object();
    if (!result.is_object()) return result;
    constexpr const char* kReplacements[] = {nullptr, "never", "conditional", "always"};
    if (property.replacement != Replacement::Unknown) {
      result["replacement"] = kReplacements[static_cast<std::size_t>(property.replacement)];
    }
    if (property.read_only) result["readOnly"] = true;
    if (property.write_only) result["writeOnly"] = true;
    if (property.deprecated) result["deprecated"] = true;
    if (documentation_ != nullptr) {
      const std::string_view text = documentation_->documentation(property.documentation);
      if (!text.empty()) result["description"] = std::string(text);
    }
    return result;
  }

  const SchemaDatabase* documentation_;
  std::map<std::uint32_t, std::string> names_;
  std::set<std::uint32_t> open_;
  std::vector<std::pair<std::string, Schema>> recursive_;
};

}  // namespace

json literal_to_json(const Literal& literal) {
  switch (literal.kind) {
    case LiteralKind::Null:
      return nullptr;
    case LiteralKind::Boolean:
      return literal.boolean;
    case LiteralKind::Number:
      return number_to_json(literal.number);
    case LiteralKind::String:
      return std::string(literal.text);
    case LiteralKind::Json: {
      json value = json::parse(literal.text, nullptr, false);
      return value.is_discarded() ? json(nullptr) : value;
    }
  }
  return nullptr;
}

json schema_to_json(Schema schema) {
  JsonWriter writer(nullptr);
  json result = writer.body(schema);
  json definitions = json::object();
  writer.write_recursive(definitions);
  if (!definitions.empty() && result.is_object()) result["definitions"] = std::move(definitions);
  return result;
}

json type_to_json(const ResourceType& type, const SchemaDatabase* documentation) {
  JsonWriter writer(documentation);
  for (std::uint32_t i = 0; i < type.definition_count(); ++i) {
    writer.name_definition(type.definition(i).schema, type.definition(i).name);
  }
  json definitions = json::object();
  json result = writer.body(type.properties());
  if (!result.is_object()) result = json::object();
  for (std::uint32_t i = 0; i < type.definition_count(); ++i) {
    definitions[std::string(type.definition(i).name)] = writer.body(type.definition(i).schema);
  }
  result["typeName"] = std::string(type.name());
  json attributes = json::object();
  for (std::uint32_t i = 0; i < type.attribute_count(); ++i) {
    const Attribute attribute = type.attribute(i);
    attributes[std::string(attribute.name)] = writer.reference_or_body(attribute.schema);
  }
  result["attributes"] = std::move(attributes);
  result["ref"] = writer.reference_or_body(type.ref());
  json identifiers = json::array();
  for (std::uint32_t i = 0; i < type.primary_identifier_count(); ++i) {
    identifiers.push_back("/properties/" + std::string(type.primary_identifier(i)));
  }
  result["primaryIdentifier"] = std::move(identifiers);
  if (type.is_stateful()) result["stateful"] = true;
  if (type.accepts_any_attribute()) result["anyAttribute"] = true;
  if (documentation != nullptr) {
    const std::string_view text = documentation->documentation(type.documentation());
    if (!text.empty()) result["description"] = std::string(text);
  }
  writer.write_recursive(definitions);
  if (!definitions.empty()) result["definitions"] = std::move(definitions);
  return result;
}

}  // namespace virga
