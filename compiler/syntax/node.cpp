#include "compiler/syntax/node.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace virga {

namespace {

constexpr std::string_view kPrefix = "Fn::";
constexpr std::string_view kForEachPrefix = "Fn::ForEach::";

// Names as listed in https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
// and https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html.
constexpr std::array<std::pair<Function, std::string_view>, 28> kFunctions{{
    {Function::Ref, "Ref"},
    {Function::Condition, "Condition"},
    {Function::GetAtt, "Fn::GetAtt"},
    {Function::Sub, "Fn::Sub"},
    {Function::If, "Fn::If"},
    {Function::Join, "Fn::Join"},
    {Function::Select, "Fn::Select"},
    {Function::Split, "Fn::Split"},
    {Function::FindInMap, "Fn::FindInMap"},
    {Function::ImportValue, "Fn::ImportValue"},
    {Function::GetAZs, "Fn::GetAZs"},
    {Function::Cidr, "Fn::Cidr"},
    {Function::Base64, "Fn::Base64"},
    {Function::Transform, "Fn::Transform"},
    {Function::GetStackOutput, "Fn::GetStackOutput"},
    {Function::And, "Fn::And"},
    {Function::Or, "Fn::Or"},
    {Function::Not, "Fn::Not"},
    {Function::Equals, "Fn::Equals"},
    {Function::Length, "Fn::Length"},
    {Function::ToJsonString, "Fn::ToJsonString"},
    {Function::Contains, "Fn::Contains"},
    {Function::EachMemberEquals, "Fn::EachMemberEquals"},
    {Function::EachMemberIn, "Fn::EachMemberIn"},
    {Function::RefAll, "Fn::RefAll"},
    {Function::ValueOf, "Fn::ValueOf"},
    {Function::ValueOfAll, "Fn::ValueOfAll"},
    {Function::Implies, "Fn::Implies"},
}};

// Parses a decimal number with optional sign, fraction and exponent.
bool parse_decimal(std::string_view text, double& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.back() < '0' || text.back() > '9') {
    if (text.size() < 2 || text.back() != '.') return false;  // "1." is a YAML 1.1 float
  }
  const char first = text.front() == '-' ? (text.size() > 1 ? text[1] : '\0') : text.front();
  if (first != '.' && (first < '0' || first > '9')) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

}  // namespace

const Member* Node::find(std::string_view key) const {
  // Most keys differ in length or first letter, which costs no call to tell.
  const auto length = static_cast<std::uint32_t>(key.size());
  const char first = key.empty() ? '\0' : key[0];
  for (const Member& member : members()) {
    const Node& other = *member.key;
    if (other.size == length && other.is_scalar() && (length == 0 || *other.chars == first) && other.text() == key) {
      return &member;
    }
  }
  return nullptr;
}

std::string_view function_name(Function function) {
  for (const auto& [known, name] : kFunctions) {
    if (known == function) return name;
  }
  return {};
}

std::string_view short_name(Function function) {
  switch (function) {
    case Function::Ref:
    case Function::Condition:
      return function_name(function);
    case Function::GetAtt:
    case Function::Sub:
    case Function::If:
    case Function::Join:
    case Function::Select:
    case Function::Split:
    case Function::FindInMap:
    case Function::ImportValue:
    case Function::GetAZs:
    case Function::Cidr:
    case Function::Base64:
    case Function::And:
    case Function::Or:
    case Function::Not:
    case Function::Equals:
      return function_name(function).substr(kPrefix.size());
    default:
      return {};
  }
}

Function function_of_key(std::string_view key) {
  // Optimized: most keys are not functions, and most functions differ in the letter after "Fn::" or in length.
  if (key == "Ref") return Function::Ref;
  if (key == "Condition") return Function::Condition;
  if (!key.starts_with("Fn::")) return Function::None;
  for (const auto& [function, name] : kFunctions) {
    if (name.size() == key.size() && name[4] == key[4] && name == key) return function;
  }
  return key.starts_with(kForEachPrefix) ? Function::ForEach : Function::None;
}

bool to_number(const Node& node, double& value) {
  if (node.kind != NodeKind::Integer && node.kind != NodeKind::Float && node.kind != NodeKind::String) return false;
  return parse_decimal(node.text(), value);
}

bool to_integer(const Node& node, std::int64_t& value) {
  if (node.kind == NodeKind::Float) {
    double number = 0;
    if (!parse_decimal(node.text(), number) || std::trunc(number) != number || std::fabs(number) >= 9.0e18)
      return false;
    value = static_cast<std::int64_t>(number);
    return true;
  }
  if (node.kind != NodeKind::Integer && node.kind != NodeKind::String) return false;
  std::string_view text = node.text();
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.starts_with('+') || text.empty()) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool to_boolean(const Node& node, bool& value) {
  if (node.kind != NodeKind::Boolean && node.kind != NodeKind::String) return false;
  const std::string_view text = node.text();
  if (text == "true" || text == "True" || text == "TRUE") {
    value = true;
    return true;
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    value = false;
    return true;
  }
  return false;
}

}  // namespace virga
