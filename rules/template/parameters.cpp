// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/support/text.h"
#include "rules/engine/pattern.h"
#include "rules/engine/validation.h"
#include "rules/template/checks.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
constexpr std::array<std::string_view, 3> kPlainTypes = {"String", "Number", "CommaDelimitedList"};
constexpr std::array<std::string_view, 9> kResourceTypes = {"AWS::EC2::AvailabilityZone::Name",
                                                            "AWS::EC2::Image::Id",
                                                            "AWS::EC2::Instance::Id",
                                                            "AWS::EC2::SecurityGroup::GroupName",
                                                            "AWS::EC2::SecurityGroup::Id",
                                                            "AWS::EC2::Subnet::Id",
                                                            "AWS::EC2::VPC::Id",
                                                            "AWS::EC2::Volume::Id",
                                                            "AWS::Route53::HostedZone::Id"};
constexpr std::string_view kKeyPair = "AWS::EC2::KeyPair::KeyName";  // there is no list of it
constexpr std::string_view kSsmName = "AWS::SSM::Parameter::Name";

// Every type that CloudFormation documents.
const std::vector<std::string>& parameter_types() {
  static const std::vector<std::string> types = [] {
    std::vector<std::string> single(kPlainTypes.begin(), kPlainTypes.end());
    std::vector<std::string> lists = {"List<Number>", "List<String>"};
    single.emplace_back(kKeyPair);
    single.emplace_back(kSsmName);
    for (std::string_view type : kResourceTypes) {
      single.emplace_back(type);
      lists.push_back(fmt::format("List<{}>", type));
    }
    std::vector<std::string> all = single;
    all.insert(all.end(), lists.begin(), lists.end());
    for (const std::string& type : single) all.push_back(fmt::format("AWS::SSM::Parameter::Value<{}>", type));
    for (const std::string& type : lists) all.push_back(fmt::format("AWS::SSM::Parameter::Value<{}>", type));
    return all;
  }();
  return types;
}

// Code points, as CloudFormation counts lengths.
std::int64_t length_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    std::size_t comma = text.find(',', at);
    parts.push_back(trimmed(text.substr(at, comma - at)));
    if (comma == std::string_view::npos) return parts;
    at = comma + 1;
  }
}

// Constraints of one declaration, and a value that they may refuse.
class Constraints {
public:
  explicit Constraints(const Node& parameter) : parameter_(parameter) {}

  // Why a value is refused, one sentence a constraint; empty when it is fine.
  std::vector<std::string> refusals(std::string_view value) const {
    std::vector<std::string> found;
    if (const Node* pattern = parameter_.get("AllowedPattern"); pattern != nullptr && pattern->is_string()) {
      // The whole value has to match.
      std::string whole = fmt::format("^(?:{})$", pattern->text());
      if (is_valid_pattern(pattern->text()) && search_pattern(whole, value) == PatternResult::NoMatch) {
        found.push_back(fmt::format("'{}' does not match AllowedPattern {}", value, pattern->text()));
      }
    }
    if (const Node* allowed = parameter_.get("AllowedValues"); allowed != nullptr && allowed->is_sequence()) {
      bool listed = std::any_of(allowed->items().begin(), allowed->items().end(),
                                [&](const Node* item) { return item->text() == value; });
      if (!listed) found.push_back(not_listed(value, *allowed));
    }
    check_length(value, found);
    check_number(value, found);
    return found;
  }

private:
  static std::string not_listed(std::string_view value, const Node& allowed) {
    std::vector<std::string_view> choices;
    for (const Node* item : allowed.items()) choices.push_back(item->text());
    std::string message = fmt::format("'{}' is not one of AllowedValues", value);
    if (std::string_view near = nearest(value, choices); !near.empty())
      message += fmt::format(". Did you mean '{}'?", near);
    return message;
  }

  void check_length(std::string_view value, std::vector<std::string>& found) const {
    std::int64_t limit = 0;
    std::int64_t length = length_of(value);
    const Node* least = parameter_.get("MinLength");
    if (least != nullptr && to_integer(*least, limit) && length < limit) {
      found.push_back(fmt::format("'{}' has {} characters, MinLength asks for {}", value, length, limit));
    }
    const Node* most = parameter_.get("MaxLength");
    if (most != nullptr && to_integer(*most, limit) && length > limit) {
      found.push_back(fmt::format("'{}' has {} characters, MaxLength allows {}", value, length, limit));
    }
  }

  void check_number(std::string_view value, std::vector<std::string>& found) const {
    Node text;
    text.kind = NodeKind::String;
    text.chars = value.data();
    text.size = static_cast<std::uint32_t>(value.size());
    double number = 0;
    double limit = 0;
    if (!to_number(text, number)) return;
    const Node* least = parameter_.get("MinValue");
    if (least != nullptr && to_number(*least, limit) && number < limit) {
      found.push_back(fmt::format("{} is less than MinValue {}", value, least->text()));
    }
    const Node* most = parameter_.get("MaxValue");
    if (most != nullptr && to_number(*most, limit) && number > limit) {
      found.push_back(fmt::format("{} is more than MaxValue {}", value, most->text()));
    }
  }

  const Node& parameter_;
};

}  // namespace

void check_parameter_type(Validation& v, const Node& type, const Location& where) {
  if (!type.is_string()) return;
  const std::vector<std::string>& known = parameter_types();
  if (std::find(known.begin(), known.end(), type.text()) != known.end()) return;
  std::vector<std::string_view> names(known.begin(), known.end());
  std::string_view near = nearest(type.text(), names);
  std::string hint = near.empty() ? std::string() : fmt::format(". Did you mean '{}'?", near);
  if (type.text().starts_with("AWS::SSM::Parameter::Value<") || type.text().starts_with("List<")) {
    v.reporter().report("W2002", where,
                        fmt::format("'{}' is not a documented parameter type: CloudFormation may take it, but "
                                    "will not validate the values{}",
                                    type.text(), hint));
  } else {
    v.reporter().report("E2002", where,
                        fmt::format("'{}' is not a parameter type{}", type.text().substr(0, 80),
                                    hint.empty() ? ": use String, Number, CommaDelimitedList or an AWS type" : hint));
  }
}

void check_parameter_default(Validation& v, const Node& parameter, const Location& where) {
  const Member* given = parameter.find("Default");
  if (given == nullptr || !given->value->is_scalar() || given->value->is(NodeKind::Null)) return;
  const Node* type = parameter.get("Type");
  std::string_view type_name = type != nullptr && type->is_string() ? type->text() : std::string_view();
  // Of an SSM parameter type the default is the name of the stored parameter, a single text.
  bool is_list = type_name == "CommaDelimitedList" || type_name.starts_with("List<");

  Constraints constraints(parameter);
  std::vector<std::string> refusals = constraints.refusals(given->value->text());
  if (is_list && !refusals.empty()) {
    // AllowedValues may also spell out whole lists, so a default that passes as a whole is fine.
    std::vector<std::string> of_items;
    for (std::string_view item : split_list(given->value->text())) {
      std::vector<std::string> more = constraints.refusals(item);
      of_items.insert(of_items.end(), more.begin(), more.end());
    }
    refusals = std::move(of_items);
  }
  for (std::string& refusal : refusals) {
    v.reporter().report("E2015", v.at(where, *given),
                        "The default is refused by the parameter's own constraint: " + refusal);
  }
}

void check_allowed_pattern(Validation& v, const Node& pattern, const Location& where) {
  if (!pattern.is_string() || is_valid_pattern(pattern.text())) return;
  v.reporter().report("I2003", where,
                      fmt::format("'{}' does not compile as a regular expression", pattern.text().substr(0, 100)));
}

}  // namespace virga
