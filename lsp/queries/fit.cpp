#include "lsp/queries/fit.h"

#include <algorithm>
#include <array>

#include "compiler/support/text.h"

namespace virga::lsp {

namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
constexpr std::array<std::string_view, 10> kLookedUpTypes = {"AWS::EC2::AvailabilityZone::Name",
                                                             "AWS::EC2::Image::Id",
                                                             "AWS::EC2::Instance::Id",
                                                             "AWS::EC2::KeyPair::KeyName",
                                                             "AWS::EC2::SecurityGroup::GroupName",
                                                             "AWS::EC2::SecurityGroup::Id",
                                                             "AWS::EC2::Subnet::Id",
                                                             "AWS::EC2::Volume::Id",
                                                             "AWS::EC2::VPC::Id",
                                                             "AWS::Route53::HostedZone::Id"};

bool has(const std::vector<std::string_view>& formats, std::string_view format) {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

// The parameter type "AWS::EC2::VPC::Id" is the format "AWS::EC2::VPC.Id" of a property.
std::string format_of_type(std::string_view type) {
  constexpr std::string_view kList = "List<";
  constexpr std::string_view kSsm = "AWS::SSM::Parameter::Value<";
  for (const std::string_view wrapper : {kSsm, kList}) {
    if (type.starts_with(wrapper) && type.ends_with('>')) {
      type = type.substr(wrapper.size(), type.size() - wrapper.size() - 1);
    }
  }
  std::string format(type);
  if (const std::size_t last = format.rfind("::"); last != std::string::npos) format.replace(last, 2, ".");
  return format;
}

// If no format is known, names decide: "RoleArn" expects the ARN of a role.
struct Names {
  bool wants_arn = false;
  std::string property;  // lower case
  std::string thing;     // without "Id", "Arn" or "Name" at its end
  std::string patterns;
};

Names names_of(const Wanted& wanted) {
  Names names;
  names.property = to_lower(wanted.property);
  names.thing = names.property;
  for (const std::string_view end : {"ids", "id", "arns", "arn", "names", "name"}) {
    if (!names.thing.ends_with(end)) continue;
    names.thing.resize(names.thing.size() - end.size());
    break;
  }
  for (const Schema& schema : wanted.schemas) {
    if (const auto pattern = schema.find(KeywordId::Pattern)) names.patterns += pattern->text();
  }
  names.wants_arn = names.property.ends_with("arn") || names.property.ends_with("arns") ||
                    names.patterns.find("arn:") != std::string::npos;
  return names;
}

// What a type is called where another refers to it.
std::string kind_of(std::string_view type) {
  if (type == "AWS::Serverless::Api") return "restapi";
  if (type == "AWS::Serverless::HttpApi") return "api";
  if (type == "AWS::Serverless::SimpleTable") return "table";
  const std::size_t last = type.rfind("::");
  return last == std::string_view::npos ? std::string() : to_lower(type.substr(last + 2));
}

Fit by_kind(const Names& names, std::string_view type) {
  const std::string kind = kind_of(type);
  if (kind.size() < 3) return Fit::Unlikely;
  if (names.thing == kind || names.patterns.find(":" + kind) != std::string::npos) return Fit::Exact;
  if (names.property.find(kind) == std::string::npos) return Fit::Unlikely;
  // "RestApiId" is about a RestApi, and hardly about an Api.
  constexpr std::size_t kTelling = 4;
  return kind.size() < kTelling ? Fit::Possible : Fit::Exact;
}

Fit by_names(std::string_view type, std::string_view attribute, const Wanted& wanted) {
  if (wanted.property.empty()) return Fit::Possible;
  const Names names = names_of(wanted);
  const bool is_arn = attribute == "Arn" || attribute.ends_with("Arn");
  // "Stream" takes a table's StreamArn.
  if (is_arn && to_lower(attribute) == names.property + "arn") return Fit::Exact;
  if (names.wants_arn && !is_arn && !attribute.empty()) return Fit::Unlikely;
  const Fit kind = by_kind(names, type);
  if (kind == Fit::Unlikely) return names.wants_arn && is_arn ? Fit::Possible : Fit::Unlikely;
  if (attribute.empty()) return names.wants_arn ? Fit::Possible : kind;
  // A property that is only called "Role" or "Queue" does not say what of it is meant; mostly the ARN.
  const bool is_bare = names.thing == names.property;
  if (names.wants_arn != is_arn) return is_arn && is_bare ? Fit::Possible : Fit::Unlikely;
  if (is_arn || names.property.ends_with(to_lower(attribute))) return kind;
  return is_bare ? Fit::Unlikely : Fit::Possible;
}

}  // namespace

Fit fit_of(Schema given, std::string_view type, std::string_view attribute, const Wanted& wanted) {
  const std::vector<std::string_view> formats = formats_of(wanted.schemas);
  const std::vector<std::string_view> own = formats_of({given});
  for (const std::string_view format : own) {
    if (has(formats, format)) return Fit::Exact;
  }
  if (!own.empty() && !formats.empty()) return Fit::Unlikely;
  const std::uint8_t types = types_of(wanted.schemas);
  const std::uint8_t own_types = types_of({given});
  if (types != 0 && own_types != 0 && (types & own_types) == 0) return Fit::Unlikely;
  return by_names(type, attribute, wanted);
}

Fit fit_of(const Parameter& parameter, const Wanted& wanted) {
  const std::string format = format_of_type(parameter.type);
  const std::uint8_t types = types_of(wanted.schemas);
  const bool wants_list = types == json_type::kArray;
  if (types != 0 && wants_list != parameter.is_list()) return Fit::Unlikely;
  // A list is rated by its items.
  const std::vector<std::string_view> formats = formats_of(wants_list ? item_schemas(wanted.schemas) : wanted.schemas);
  if (has(formats, format)) return Fit::Exact;
  const bool wants_number = types != 0 && (types & ~(json_type::kInteger | json_type::kNumber)) == 0;
  if (wants_number && parameter.type == "Number") return Fit::Exact;
  if (parameter.type.starts_with("AWS::") && !formats.empty()) return Fit::Unlikely;
  return Fit::Possible;
}

std::span<const std::string_view> looked_up_types() { return kLookedUpTypes; }

std::string_view parameter_type_for(const SchemaSet& schemas) {
  const std::vector<std::string_view> formats = formats_of(schemas);
  const auto found = std::find_if(kLookedUpTypes.begin(), kLookedUpTypes.end(),
                                  [&](std::string_view type) { return has(formats, format_of_type(type)); });
  return found == kLookedUpTypes.end() ? std::string_view() : *found;
}

}  // namespace virga::lsp
