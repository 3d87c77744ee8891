#include "schemas/standard_schema.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace virga {

using nlohmann::json;

namespace {

bool is_advice(const json& schema) {
  if (!schema.is_object()) return false;
  const auto rule = schema.find("rule");
  return rule != schema.end() && rule->is_string() && !rule->get_ref<const std::string&>().starts_with('E');
}

// [A, B] -> [{required: [A]}, {required: [B]}]
json one_required_each(const json& names) {
  json list = json::array();
  for (const json& name : names) list.push_back({{"required", json::array({name})}});
  return list;
}

void add_to_all_of(json& schema, json part) {
  json& all = schema["allOf"];
  if (!all.is_array()) all = json::array();
  all.push_back(std::move(part));
}

void rewrite_keywords(json& schema) {
  // Case-insensitive constants have no standard equivalent.
  schema.erase("enumCaseInsensitive");
  if (const auto items = schema.find("prefixItems"); items != schema.end()) {
    json list = std::move(*items);
    schema.erase("prefixItems");
    schema["items"] = std::move(list);
  }
  if (const auto names = schema.find("requiredOr"); names != schema.end()) {
    json part = {{"anyOf", one_required_each(*names)}};
    schema.erase("requiredOr");
    add_to_all_of(schema, std::move(part));
  }
  if (const auto names = schema.find("requiredXor"); names != schema.end()) {
    json part = {{"oneOf", one_required_each(*names)}};
    schema.erase("requiredXor");
    add_to_all_of(schema, std::move(part));
  }
  if (const auto needs = schema.find("dependentRequired"); needs != schema.end()) {
    json dependencies = std::move(*needs);
    schema.erase("dependentRequired");
    schema["dependencies"].update(dependencies);
  }
}

// Whether the value of the keyword is a map from names to schemas.
bool holds_named_schemas(const std::string& keyword) {
  return keyword == "properties" || keyword == "patternProperties" || keyword == "definitions" ||
         keyword == "attributes";
}

bool holds_schemas(const std::string& keyword) {
  return keyword == "allOf" || keyword == "anyOf" || keyword == "oneOf" || keyword == "items" || keyword == "not" ||
         keyword == "if" || keyword == "then" || keyword == "else" || keyword == "additionalProperties" ||
         keyword == "additionalItems" || keyword == "contains" || keyword == "propertyNames" ||
         keyword == "prefixItems";
}

void visit(json& schema) {
  if (!schema.is_object()) return;
  // These depend on other resources or on the region.
  for (const char* keyword : {"related", "contentSchema", "enumByRegion"}) schema.erase(keyword);
  for (auto& [keyword, value] : schema.items()) {
    if (holds_named_schemas(keyword) && value.is_object()) {
      for (auto& [name, inner] : value.items()) {
        if (is_advice(inner)) inner = json::object();
        visit(inner);
      }
    } else if (holds_schemas(keyword) && value.is_array()) {
      json kept = json::array();
      for (json& inner : value) {
        if (is_advice(inner)) continue;
        visit(inner);
        kept.push_back(std::move(inner));
      }
      value = std::move(kept);
    } else if (holds_schemas(keyword)) {
      if (is_advice(value)) value = json::object();
      visit(value);
    }
  }
  // An empty list of alternatives is not valid.
  for (const char* keyword : {"allOf", "anyOf", "oneOf"}) {
    if (const auto list = schema.find(keyword); list != schema.end() && list->is_array() && list->empty()) {
      schema.erase(list);
    }
  }
  rewrite_keywords(schema);
}

}  // namespace

void to_standard_schema(json& document) {
  visit(document);
  if (document.is_object()) document["$schema"] = "http://json-schema.org/draft-07/schema#";
}

}  // namespace virga
