// Small helpers for values.
#pragma once

#include <string_view>

#include "compiler/expand/value.h"

namespace virga {

// The value of a key; null if it is absent or null, which the transform treats alike, or if `mapping` is null or not a
// mapping.
inline Value* present(const Value* mapping, std::string_view key) {
  Value* found = mapping == nullptr ? nullptr : mapping->get(key);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

// Whether the transform takes the value for "not set" in a truth test: absent, null, empty, false or 0.
inline bool is_nothing(const Value* value) {
  if (value == nullptr || value->is_null() || value->empty()) return true;
  if (value->is_boolean()) return value->text() == "false";
  return value->is_number() && value->text().find_first_not_of("0.") == std::string_view::npos;
}

// The resource that {"Ref": id}, {"Fn::GetAtt": [id, attribute]} or {"Fn::GetAtt": "id.attribute"} refers to; else
// empty.
inline std::string_view referenced_id(const Value* value) {
  if (value == nullptr) return {};
  if (const std::string_view name = value->ref(); !name.empty()) return name;
  if (value->function() != Function::GetAtt) return {};
  const Value& argument = *value->argument();
  if (argument.is_string()) return argument.text().substr(0, argument.text().find('.'));
  return argument.items().empty() ? std::string_view{} : argument.items()[0]->text();
}

}  // namespace virga
