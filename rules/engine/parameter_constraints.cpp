#include "rules/engine/parameter_constraints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "compiler/support/text.h"
#include "rules/engine/pattern.h"

namespace virga {
namespace {

// In code points, as CloudFormation counts.
std::int64_t length_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

Node node_of(std::string_view text) {
  Node node;
  node.kind = NodeKind::String;
  node.chars = text.data();
  node.size = static_cast<std::uint32_t>(text.size());
  return node;
}

std::string nearest_of(std::string_view value, const Node& allowed) {
  std::vector<std::string_view> choices;
  for (const Node* item : allowed.items()) choices.push_back(item->text());
  const std::string_view near = nearest(value, choices);
  return near.empty() ? std::string() : fmt::format(". Did you mean '{}'?", near);
}

}  // namespace

ParameterConstraints::ParameterConstraints(const Node& declaration, bool is_secret)
    : declaration_(declaration), is_secret_(is_secret) {
  bool hides = false;
  if (const Node* no_echo = declaration.get("NoEcho"); no_echo != nullptr && to_boolean(*no_echo, hides) && hides)
    is_secret_ = true;
}

std::vector<std::string> ParameterConstraints::refusals(std::string_view value, bool is_list) const {
  std::vector<std::string> found = refusals(value);
  if (!is_list || found.empty()) return found;
  // AllowedValues may contain whole lists, so a list that passes as a whole is allowed.
  found.clear();
  for (std::string_view item : split_trimmed(value, ',')) {
    std::vector<std::string> more = refusals(item);
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

std::vector<std::string> ParameterConstraints::refusals_of_value(const Parameter& parameter,
                                                                 std::string_view value) const {
  if (parameter.is_ssm()) return {};
  std::vector<std::string_view> numbers;
  if (parameter.type == "Number") numbers.push_back(value);
  if (parameter.type == "List<Number>") numbers = split_trimmed(value, ',');
  std::vector<std::string> found;
  for (const std::string_view text : numbers) {
    double number = 0;
    if (!to_number(node_of(text), number)) found.push_back(fmt::format("'{}' is not a number", shown(text)));
  }
  return found.empty() ? refusals(value, parameter.is_list()) : found;
}

std::vector<std::string> ParameterConstraints::refusals(std::string_view value) const {
  std::vector<std::string> found;
  if (const Node* pattern = declaration_.get("AllowedPattern"); pattern != nullptr && pattern->is_string()) {
    // The pattern must match the whole value.
    std::string whole = fmt::format("^(?:{})$", pattern->text());
    if (is_valid_pattern(pattern->text()) && search_pattern(whole, value) == PatternResult::NoMatch) {
      found.push_back(fmt::format("'{}' does not match the AllowedPattern '{}'", shown(value), pattern->text()));
    }
  }
  if (const Node* allowed = declaration_.get("AllowedValues"); allowed != nullptr && allowed->is_sequence()) {
    bool listed = std::any_of(allowed->items().begin(), allowed->items().end(),
                              [&](const Node* item) { return item->text() == value; });
    if (!listed) {
      found.push_back(fmt::format("'{}' is not one of the AllowedValues{}", shown(value),
                                  is_secret_ ? std::string() : nearest_of(value, *allowed)));
    }
  }
  check_length(value, found);
  check_number(value, found);
  return found;
}

// The length of a secret says something of it.
std::string ParameterConstraints::counted(std::int64_t length) const {
  return is_secret_ ? std::string() : fmt::format("{} characters, ", length);
}

void ParameterConstraints::check_length(std::string_view value, std::vector<std::string>& found) const {
  std::int64_t limit = 0;
  std::int64_t length = length_of(value);
  const Node* least = declaration_.get("MinLength");
  if (least != nullptr && to_integer(*least, limit) && length < limit) {
    found.push_back(fmt::format("'{}' is too short ({}MinLength is {})", shown(value), counted(length), limit));
  }
  const Node* most = declaration_.get("MaxLength");
  if (most != nullptr && to_integer(*most, limit) && length > limit) {
    found.push_back(fmt::format("'{}' is too long ({}MaxLength is {})", shown(value), counted(length), limit));
  }
}

void ParameterConstraints::check_number(std::string_view value, std::vector<std::string>& found) const {
  double number = 0;
  double limit = 0;
  if (!to_number(node_of(value), number)) return;
  const Node* least = declaration_.get("MinValue");
  if (least != nullptr && to_number(*least, limit) && number < limit) {
    found.push_back(fmt::format("{} is less than the MinValue of {}", shown(value), least->text()));
  }
  const Node* most = declaration_.get("MaxValue");
  if (most != nullptr && to_number(*most, limit) && number > limit) {
    found.push_back(fmt::format("{} is greater than the MaxValue of {}", shown(value), most->text()));
  }
}

}  // namespace virga
