#include "compiler/expand/language/layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace virga {

namespace {

constexpr std::uint32_t kAny = ~std::uint32_t{0};

struct ListShape {
  Function function;
  std::uint32_t least, most;
  std::string_view what;  // the items in words
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
constexpr ListShape kListShapes[] = {
    {Function::If, 3, 3, "a condition name and two values"},
    {Function::Select, 2, 2, "an index and a list"},
    {Function::Split, 2, 2, "a delimiter and a string"},
    {Function::Join, 2, 2, "a delimiter and a list"},
    {Function::FindInMap, 3, 4, "a mapping name, two keys and an optional DefaultValue"},
    {Function::Equals, 2, 2, "two values"},
    {Function::And, 2, 10, "2 to 10 conditions"},
    {Function::Or, 2, 10, "2 to 10 conditions"},
    {Function::Not, 1, 1, "1 condition"},
};

bool is_text(const Value& value) { return value.is_scalar() && !value.is_null(); }
bool is_index(const Value& value) {
  const std::string_view text = value.text();
  return is_text(value) && !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}
bool is_function(const Value& value) { return value.function() != Function::None; }

bool is_condition(const Value& value) {
  switch (value.function()) {
    case Function::And:
    case Function::Or:
    case Function::Not:
    case Function::Equals:
    case Function::Condition:
      return true;
    default:
      return value.is_boolean() || value.is("true") || value.is("false");
  }
}

std::string fault_in_list(Function function, std::span<Value* const> items, const Value*& place) {
  const auto at = [&](std::size_t index, std::string message) {
    place = items[index];
    return message;
  };
  switch (function) {
    case Function::If:
      if (!items[0]->is_string()) return at(0, "The first item of Fn::If must be the name of a condition");
      break;
    case Function::Select:
      if (!is_index(*items[0]) && !is_function(*items[0])) {
        return at(0, "The index of Fn::Select must be a number, counted from 0");
      }
      if (!items[1]->is_sequence() && !is_function(*items[1])) return at(1, "Fn::Select requires a list");
      break;
    case Function::Split:
      if (!is_text(*items[0]) && !is_function(*items[0])) return at(0, "The delimiter of Fn::Split must be a string");
      if (is_text(*items[0]) && items[0]->empty()) {
        return at(0, "The delimiter of Fn::Split must not be empty");
      }
      if (!is_text(*items[1]) && !is_function(*items[1])) return at(1, "Fn::Split requires a string");
      break;
    case Function::Join:
      if (!is_text(*items[0]) && !is_function(*items[0])) return at(0, "The delimiter of Fn::Join must be a string");
      if (!items[1]->is_sequence() && !is_function(*items[1])) return at(1, "Fn::Join requires a list");
      break;
    case Function::FindInMap:
      for (std::size_t i = 0; i < 3; ++i) {
        if (!is_text(*items[i]) && !is_function(*items[i])) {
          return at(i, "The mapping name and keys of Fn::FindInMap must be strings, or functions that return one");
        }
      }
      if (items.size() == 4 && !items[3]->is_mapping()) {
        return at(3, "The fourth item of Fn::FindInMap must be a map with the key DefaultValue");
      }
      break;
    case Function::Equals:
      for (std::size_t i = 0; i < 2; ++i) {
        if (items[i]->is_mapping() && !items[i]->is_intrinsic()) {
          return at(i, "Fn::Equals compares strings and functions, not maps");
        }
      }
      break;
    case Function::And:
    case Function::Or:
    case Function::Not:
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (is_condition(*items[i])) continue;
        return at(i, "Expected a condition: Condition with a name, Fn::Equals, Fn::And, Fn::Or or Fn::Not");
      }
      break;
    default:
      break;
  }
  return {};
}

std::string fault_in_sub(const Value& argument, const Value*& place) {
  if (argument.is_string()) return {};
  std::span<Value* const> items = argument.items();
  if (items.size() != 2 || !items[0]->is_string() || !items[1]->is_mapping()) {
    return "Fn::Sub requires a string, or a list of a string and a map of its variables";
  }
  for (const Entry& entry : items[1]->entries()) {
    if (!entry.value->is_null()) continue;
    place = entry.key;
    return fmt::format("Variable '{}' of Fn::Sub has no value", entry.key->text());
  }
  return {};
}

}  // namespace

std::string layout_fault(const Value& call, const Value*& place) {
  const Function function = call.function();
  if (function == Function::None) return {};
  const Value& argument = *call.argument();
  place = call.entries()[0].key;
  switch (function) {
    case Function::Sub:
      return fault_in_sub(argument, place);
    case Function::Length:
      return argument.is_sequence() || is_function(argument) ? std::string{} : "Fn::Length requires a list";
    case Function::Base64:
      return is_text(argument) || is_function(argument) ? std::string{} : "Fn::Base64 requires a string";
    case Function::ToJsonString:
      return !argument.is_scalar() ? std::string{} : "Fn::ToJsonString requires a map or a list";
    case Function::Ref:
      return is_text(argument) || (is_function(argument) && !argument.is_no_value())
                 ? std::string{}
                 : "Ref requires the name of a parameter or resource, or a function that returns one";
    default:
      break;
  }
  for (const ListShape& shape : kListShapes) {
    if (shape.function != function) continue;
    const std::uint32_t size = argument.is_sequence() ? argument.size() : kAny;
    if (size < shape.least || size > shape.most) {
      return fmt::format("{} requires a list of {}", function_name(function), shape.what);
    }
    return fault_in_list(function, argument.items(), place);
  }
  return {};
}

}  // namespace virga
