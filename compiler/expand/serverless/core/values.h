// Small questions about values that the transform asks everywhere.
#pragma once

#include <string_view>

#include "compiler/expand/value.h"

namespace virga {

// The value of a key; null when it is absent or null, as the transform does not tell those apart, or when `mapping` is
// null or no mapping.
inline Value* present(const Value* mapping, std::string_view key) {
  Value* found = mapping == nullptr ? nullptr : mapping->get(key);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

// Absent, null, empty, false or 0: what the transform takes for "not set" where it asks for a truth.
inline bool is_nothing(const Value* value) {
  if (value == nullptr || value->is_null() || value->empty()) return true;
  if (value->is_boolean()) return value->text() == "false";
  return value->is_number() && value->text().find_first_not_of("0.") == std::string_view::npos;
}

// The resource that {"Ref": id}, {"Fn::GetAtt": [id, attribute]} or {"Fn::GetAtt": "id.attribute"} names; else empty.
inline std::string_view referenced_id(const Value* value) {
  if (value == nullptr) return {};
  if (const std::string_view name = value->ref(); !name.empty()) return name;
  if (value->function() != Function::GetAtt) return {};
  const Value& argument = *value->argument();
  if (argument.is_string()) return argument.text().substr(0, argument.text().find('.'));
  return argument.items().empty() ? std::string_view{} : argument.items()[0]->text();
}

}  // namespace virga
