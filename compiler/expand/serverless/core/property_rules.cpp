#include "compiler/expand/serverless/core/property_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace virga {
namespace {

constexpr std::array<std::pair<PropertyTypes, std::string_view>, 9> kTypeNames{{
    {PropertyTypes::String, "a string"},
    {PropertyTypes::Integer, "an integer"},
    {PropertyTypes::Float, "a number"},
    {PropertyTypes::Boolean, "true or false"},
    {PropertyTypes::Map, "a map"},
    {PropertyTypes::List, "a list"},
    {PropertyTypes::StringList, "a list of strings"},
    {PropertyTypes::MapList, "a list of maps"},
    {PropertyTypes::MapOfMaps, "a map of maps"},
}};

}  // namespace

std::vector<std::string_view> names_of(std::span<const PropertyRule> rules) {
  std::vector<std::string_view> names;
  names.reserve(rules.size());
  for (const PropertyRule& rule : rules) names.push_back(rule.name);
  return names;
}

std::string missing_property(std::string_view name, std::string_view kind) {
  return fmt::format("Missing required property '{}' of {}", name, kind);
}

Complaint unknown_property(std::string_view name, std::string_view kind, const NearName& near) {
  return misspelt(fmt::format("Unknown property '{1}' of {0}", kind, name), near, "; remove it");
}

const Entry* misspelt_entry(const Value& map, std::string_view name, std::span<const std::string_view> known) {
  for (const Entry& entry : map.entries()) {
    const std::string_view key = entry.key->text();
    if (std::find(known.begin(), known.end(), key) == known.end() && near_property(key, known).name == name) {
      return &entry;
    }
  }
  return nullptr;
}

std::vector<std::string_view> keys_of(const Value& map) {
  std::vector<std::string_view> keys;
  for (const Entry& entry : map.entries()) keys.push_back(entry.key->text());
  return keys;
}

bool has_type(const Value& value, PropertyTypes types) {
  if (types == PropertyTypes::Any) return true;
  switch (value.kind()) {
    case NodeKind::Null:
      return false;
    case NodeKind::Boolean:
      return has(types, PropertyTypes::Boolean | PropertyTypes::Integer);
    case NodeKind::Integer:
      return has(types, PropertyTypes::Integer);
    case NodeKind::Float:
      return has(types, PropertyTypes::Float);
    case NodeKind::String:
      return has(types, PropertyTypes::String);
    case NodeKind::Mapping:
      return has(types, PropertyTypes::Map) ||
             (has(types, PropertyTypes::MapOfMaps) &&
              std::all_of(value.entries().begin(), value.entries().end(),
                          [](const Entry& entry) { return entry.value->is_mapping(); }));
    case NodeKind::Sequence:
      break;
  }
  if (has(types, PropertyTypes::List)) return true;
  if (!has(types, PropertyTypes::StringList | PropertyTypes::MapList)) return false;
  return std::all_of(value.items().begin(), value.items().end(), [&](const Value* item) {
    return (has(types, PropertyTypes::StringList) && item->is_string()) ||
           (has(types, PropertyTypes::MapList) && item->is_mapping());
  });
}

std::string describe(PropertyTypes types) {
  std::string out;
  for (const auto& [type, name] : kTypeNames) {
    if (!has(types, type)) continue;
    if (!out.empty()) out += " or ";
    out += name;
  }
  return out;
}

std::string describe(const Value& value) {
  constexpr std::size_t kShown = 40;
  const std::string_view text = value.text();
  switch (value.kind()) {
    case NodeKind::Null:
      return "null";
    case NodeKind::Boolean:
    case NodeKind::Integer:
    case NodeKind::Float:
      return std::string(text);
    case NodeKind::String:
      return text.size() > kShown ? std::string("a string") : fmt::format("'{}'", text);
    case NodeKind::Sequence:
      return value.empty() ? "an empty list" : "a list";
    case NodeKind::Mapping:
      return value.is_intrinsic() ? std::string(value.entries()[0].key->text())
             : value.empty()      ? "an empty map"
                                  : "a map";
  }
  return {};
}

namespace {

// Reports a value of a wrong type: where it should be a map of maps, those of its members that are none.
void report_type(Problems& problems, std::string_view logical_id, std::string_view kind, std::string_view name,
                 const Value& value, PropertyTypes types) {
  if (has(types, PropertyTypes::MapOfMaps) && value.is_mapping() && !value.is_intrinsic()) {
    for (const Entry& entry : value.entries()) {
      if (entry.value->is_mapping()) continue;
      problems.error(logical_id, entry.value->is_null() ? entry.key : entry.value,
                     fmt::format("'{}' in property '{}' of {} must be a map, found {}", entry.key->text(), name, kind,
                                 describe(*entry.value)),
                     name);
    }
    return;
  }
  problems.error(logical_id, &value,
                 fmt::format("Property '{}' of {} must be {}, found {}", name, kind, describe(types), describe(value)),
                 name);
}

}  // namespace

bool check_properties(Problems& problems, std::string_view logical_id, std::string_view kind, const Value& owner,
                      const Value* properties, std::span<const PropertyRule> rules) {
  const std::size_t before = problems.errors();
  if (properties != nullptr && !properties->is_mapping() && !properties->is_null()) {
    problems.error(logical_id, properties, fmt::format("Properties must be a map, found {}", describe(*properties)));
    return false;
  }
  const std::vector<std::string_view> names = names_of(rules);
  std::vector<std::string_view> meant;
  if (properties != nullptr) {
    for (const Entry& entry : properties->entries()) {
      const std::string_view name = entry.key->text();
      const auto rule = std::find_if(rules.begin(), rules.end(), [&](const PropertyRule& r) { return r.name == name; });
      if (rule == rules.end()) {
        const NearName near = near_property(name, names);
        if (near.found()) meant.push_back(near.name);
        problems.error(logical_id, entry.key, unknown_property(name, kind, near), name);
      } else if (!entry.value->is_null() &&
                 !(rule->intrinsics && entry.value->is_mapping() && entry.value->size() == 1) &&
                 !has_type(*entry.value, rule->types)) {
        report_type(problems, logical_id, kind, name, *entry.value, rule->types);
      }
    }
  }
  for (const PropertyRule& rule : rules) {
    if (!rule.required) continue;
    const Value* value = properties == nullptr ? nullptr : properties->get(rule.name);
    if (value != nullptr && !value->is_null()) continue;
    if (value == nullptr && rule.implied && problems.errors() > before) continue;
    // It is there, and its misspelt name has been reported.
    if (value == nullptr && std::find(meant.begin(), meant.end(), rule.name) != meant.end()) continue;
    problems.error(logical_id,
                   properties != nullptr && properties->is_mapping() && !properties->empty() ? properties : &owner,
                   missing_property(rule.name, kind), rule.name);
  }
  return problems.errors() == before;
}

}  // namespace virga
