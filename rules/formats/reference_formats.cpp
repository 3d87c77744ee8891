#include "rules/formats/reference_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/sub_text.h"
#include "rules/engine/attributes.h"

namespace virga {
namespace {

using Formats = std::vector<std::string_view>;

// The schema's `format`, or those of its alternatives if each has one.
Formats formats_of(Schema schema) {
  Formats formats;
  if (!schema) return formats;
  if (auto format = schema.find(KeywordId::Format)) {
    formats.push_back(format->text());
    return formats;
  }
  auto alternatives = schema.find(KeywordId::AnyOf);
  for (std::uint32_t i = 0; alternatives && i < alternatives->count(); ++i) {
    auto format = alternatives->schema(i).find(KeywordId::Format);
    if (!format) return {};
    formats.push_back(format->text());
  }
  return formats;
}

bool names_a_resource(std::string_view format) { return format.starts_with("AWS::"); }

bool overlap(const Formats& a, const Formats& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](std::string_view f) { return std::find(b.begin(), b.end(), f) != b.end(); });
}

// Ref returns the ID of a group in a VPC, but the name of any other group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
Formats formats_of_ref(Validation& validation, const Resource& resource, const ResourceType& type,
                       const Context& context) {
  if (resource.type != "AWS::EC2::SecurityGroup") return formats_of(type.ref());
  const Node* vpc = resource.property("VpcId");
  Verdict there = vpc == nullptr ? Verdict::Invalid : validation.presence(*vpc, context);
  if (there == Verdict::Unknown) return {"AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup.Name"};
  return {there == Verdict::Valid ? "AWS::EC2::SecurityGroup.Id" : "AWS::EC2::SecurityGroup.Name"};
}

// Types whose attributes return values defined elsewhere.
bool returns_anything(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {
      "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack",
      "AWS::ServiceCatalog::CloudFormationProvisionedProduct", "AWS::SSM::Parameter"};
  return !type.starts_with("AWS::") || type.starts_with("AWS::Serverless::") || type.ends_with("::MODULE") ||
         std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// How to get a value of the required format from the same resource.
struct RightWay {
  std::string_view resource;
  std::string_view attribute;  // empty for Ref

  bool exists() const { return !resource.empty(); }
  std::string text() const {
    return attribute.empty() ? fmt::format("!Ref {}", resource) : fmt::format("!GetAtt {}.{}", resource, attribute);
  }
};

RightWay right_way(const Resource& resource, const ResourceType& type, const Formats& wanted, const Formats& by_ref) {
  if (overlap(by_ref, wanted)) return {resource.name(), {}};
  for (std::uint32_t i = 0; i < type.attribute_count(); ++i) {
    const Attribute attribute = type.attribute(i);
    if (overlap(formats_of(attribute.schema), wanted)) return {resource.name(), attribute.name};
  }
  return {};
}

// Replaces the call at `at` by the other function.
std::optional<Fix> take_right_way(const Compilation& compilation, const Location& at, const RightWay& way) {
  if (at.parent == nullptr || (at.key != nullptr && at.key->is_synthetic())) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace(*at.parent->value, *at.value,
               way.attribute.empty()
                   ? make.ref(way.resource)
                   : make.call("Fn::GetAtt", make.list({&make.text(way.resource), &make.text(way.attribute)})));
  return edit.take_fix(fmt::format("Use {}", way.text()), FixSafety::Unsafe);
}

std::string_view expectation_of(const Formats& wanted) {
  const Format* format = find_format(wanted.front());
  return format != nullptr ? format->expectation : "of the required kind";
}

void report(Validation& validation, const Context& context, std::string_view rule, const Location& where,
            const Formats& wanted, std::string_view what, const RightWay& instead) {
  // The value as a whole has the wrong format, so report it at the value, not at the function.
  const Location& at = where.parent != nullptr ? *where.parent : where;
  std::string message = fmt::format("{} is not {}", what, expectation_of(wanted));
  if (instead.exists()) message += fmt::format("; use {}", instead.text());
  const bool may_fix = instead.exists() && !context.composite && !context.resolved;
  validation.fail(context, finding(rule, at, std::move(message))
                               .fix(may_fix ? take_right_way(validation.compilation(), at, instead) : std::nullopt));
}

}  // namespace

namespace {

// What a Ref, a Fn::GetAtt, or a Fn::Sub of nothing but a variable reads.
struct Read {
  std::string_view resource;
  std::string_view attribute;  // empty for Ref
  bool is_attribute = false;
};

std::optional<Read> read_by(const Node& call) {
  const Node& argument = *call.argument();
  if (call.function == Function::Ref && argument.is_string()) return Read{argument.text(), {}, false};
  if (call.function == Function::GetAtt && argument.size == 2 && argument.is_sequence()) {
    const Node& resource = *argument.item_list[0];
    const Node& attribute = *argument.item_list[1];
    if (resource.is_string() && attribute.is_string()) return Read{resource.text(), attribute.text(), true};
  }
  if (call.function != Function::Sub || !argument.is_string()) return std::nullopt;
  const std::string_view text = argument.text();
  const std::vector<SubVariable> variables = sub_variables(argument);
  if (variables.size() != 1 || text.size() != variables.front().name.size() + 3 || !text.starts_with("${")) {
    return std::nullopt;
  }
  const std::string_view name = variables.front().name;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return Read{name, {}, false};
  return Read{name.substr(0, dot), name.substr(dot + 1), true};
}

// One of the template, or one that the SAM transform makes.
const Resource* resource_named(const Compilation& compilation, std::string_view name) {
  if (const Resource* resource = compilation.model().find_resource(name)) return resource;
  return compilation.model().is_sam() ? compilation.expanded_name(name).resource : nullptr;
}

}  // namespace

void compare_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                              const Context& context) {
  const bool may_read =
      call.function == Function::Ref || call.function == Function::GetAtt || call.function == Function::Sub;
  if (!may_read) return;
  const Formats wanted = formats_of(expected);
  if (wanted.empty() || !std::all_of(wanted.begin(), wanted.end(), names_a_resource)) return;
  const Compilation& compilation = validation.compilation();
  const std::optional<Read> read = read_by(call);
  const Resource* resource = read ? resource_named(compilation, read->resource) : nullptr;
  if (resource == nullptr || returns_anything(resource->type)) return;
  const auto type = compilation.facts().find_type(resource->type);
  if (!type) return;

  if (!read->is_attribute) {
    const Formats by_ref = formats_of_ref(validation, *resource, *type, context);
    if (overlap(by_ref, wanted)) return;
    const RightWay instead = right_way(*resource, *type, wanted, by_ref);
    // If the format of a Ref is unknown, the type decides: a role is not a network. If the type is right but one of its
    // attributes has the required format, Ref returns something else.
    if (by_ref.empty() && !instead.exists() && std::any_of(wanted.begin(), wanted.end(), [&](std::string_view format) {
          return format.substr(0, format.find('.')) == resource->type;
        })) {
      return;
    }
    report(validation, context, "E1041", where, wanted,
           fmt::format("Ref to '{}' ({})", resource->name(), resource->type), instead);
    return;
  }

  const auto attribute = find_attribute_schema(compilation.facts(), *type, read->attribute);
  if (!attribute) return;
  const Formats given = formats_of(*attribute);
  if (overlap(given, wanted)) return;
  const RightWay instead = right_way(*resource, *type, wanted, formats_of_ref(validation, *resource, *type, context));
  // Most attributes have no known format. Such an attribute is only certainly wrong if there is another one that is
  // right.
  if (given.empty() && !instead.exists()) return;
  report(validation, context, "E1040", where, wanted,
         fmt::format("Attribute '{}' of '{}' ({})", read->attribute, resource->name(), resource->type), instead);
}

}  // namespace virga
