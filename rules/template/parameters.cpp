// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/edit/value_maker.h"
#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/parameter_constraints.h"
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
constexpr std::string_view kKeyPair = "AWS::EC2::KeyPair::KeyName";  // List<…> of it does not exist
constexpr std::string_view kSsmName = "AWS::SSM::Parameter::Name";

// All types that CloudFormation documents.
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

}  // namespace

void check_parameter_type(Validation& v, const Node& type, const Location& where) {
  if (!type.is_string()) return;
  const std::vector<std::string>& known = parameter_types();
  if (std::find(known.begin(), known.end(), type.text()) != known.end()) return;
  std::vector<std::string_view> names(known.begin(), known.end());
  const NearName near = near_name(type.text(), names);
  const std::string hint = did_you_mean(near);
  const auto report = [&](std::string_view rule, std::string message) {
    std::optional<Fix> fix = rename_fix(v.compilation(), type, near);
    // CloudFormation may accept an undocumented type.
    if (fix && rule == "W2002") fix->safety = FixSafety::Unsafe;
    v.reporter().report(finding(rule, where, std::move(message)).fix(std::move(fix)));
  };
  if (type.text().starts_with("AWS::SSM::Parameter::Value<") || type.text().starts_with("List<")) {
    report("W2002",
           fmt::format(
               "Undocumented parameter type '{}'; CloudFormation may accept it, but does not validate its values{}",
               type.text(), hint));
  } else {
    report("E2002", fmt::format("Unknown parameter type '{}'{}", type.text().substr(0, 80),
                                hint.empty() ? "; use String, Number, CommaDelimitedList or an AWS type" : hint));
  }
}

// The allowed value that a text is a misspelling of; not found if it is allowed.
NearName near_allowed(const Node& allowed, std::string_view text) {
  std::vector<std::string_view> choices;
  for (const Node* item : allowed.items()) {
    if (item->is_string()) choices.push_back(item->text());
    if (item->text() == text) return {};
  }
  NearName near = near_choice(text, choices);
  near.only = near.only && is_slip(text, near.name);
  return near;
}

// The default with the allowed values that it, or items of its list, are misspellings of.
std::optional<Fix> allowed_value_fix(const Compilation& compilation, const Node& parameter, const Node& given,
                                     bool is_list) {
  const Node* allowed = parameter.get("AllowedValues");
  if (allowed == nullptr || !given.is_string() || parameter.find("NoEcho") != nullptr) return std::nullopt;
  if (!is_list) {
    const NearName near = near_allowed(*allowed, given.text());
    return near.found() ? rename_fix(compilation, given, near) : std::nullopt;
  }
  std::string text;
  bool is_certain = true, is_changed = false;
  std::size_t begin = 0;
  const std::vector<std::string_view> items = split_trimmed(given.text(), ',');
  for (const std::string_view item : items) {
    NearName near = near_allowed(*allowed, item);
    // What is in the list already was not meant again.
    if (std::find(items.begin(), items.end(), near.name) != items.end()) near = {};
    const std::size_t at = item.empty() ? begin : static_cast<std::size_t>(item.data() - given.text().data());
    text.append(given.text().substr(begin, at - begin)).append(near.found() ? near.name : item);
    begin = at + item.size();
    is_certain = is_certain && (!near.found() || near.only);
    is_changed = is_changed || near.found();
  }
  text.append(given.text().substr(begin));
  if (!is_changed) return std::nullopt;
  return change_fix(compilation, given, text, is_certain ? FixSafety::Safe : FixSafety::Unsafe);
}

// The number that a string holds between spaces.
std::optional<Fix> bare_number_fix(const Compilation& compilation, const Node& given) {
  const std::string_view bare = trim(given.text());
  double number = 0;
  ValueMaker make;
  if (!given.is_string() || bare.size() == given.text().size() || !to_number(make.text(bare), number)) {
    return std::nullopt;
  }
  return change_fix(compilation, given, bare, FixSafety::Safe);
}

void check_parameter_default(Validation& v, const Node& parameter, const Location& where) {
  const Member* given = parameter.find("Default");
  if (given == nullptr || !given->value->is_scalar() || given->value->is(NodeKind::Null)) return;
  const Node* type = parameter.get("Type");
  std::string_view type_name = type != nullptr && type->is_string() ? type->text() : std::string_view();
  // The default of an SSM type is the name of the stored parameter, a single string.
  bool is_list = type_name == "CommaDelimitedList" || type_name.starts_with("List<");

  for (const std::string& refusal : ParameterConstraints(parameter).refusals(given->value->text(), is_list)) {
    v.reporter().report(
        finding("E2015", v.at(where, *given), "Default does not satisfy the parameter's own constraints: " + refusal)
            .fix(allowed_value_fix(v.compilation(), parameter, *given->value, is_list)));
  }
  double number = 0;
  if (type_name != "Number" || given->value->size == 0 || to_number(*given->value, number)) return;
  const Node* hidden = parameter.get("NoEcho");
  bool is_hidden = false;
  if (hidden != nullptr && !to_boolean(*hidden, is_hidden)) is_hidden = true;
  v.reporter().report(finding("E2015", v.at(where, *given),
                              fmt::format("Default does not satisfy the parameter's own type: {} is not a number",
                                          is_hidden ? "****" : describe_value(*given->value)))
                          .fix(bare_number_fix(v.compilation(), *given->value)));
}

void check_allowed_pattern(Validation& v, const Node& pattern, const Location& where) {
  if (!pattern.is_string() || is_valid_pattern(pattern.text())) return;
  v.reporter().report("I2003", where,
                      fmt::format("'{}' is not a valid regular expression", pattern.text().substr(0, 100)));
}

}  // namespace virga
