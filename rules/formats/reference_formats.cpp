#include "rules/formats/reference_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "rules/engine/attributes.h"

namespace virga {
namespace {

using Formats = std::vector<std::string_view>;

// `format` of the schema, or those of its alternatives when each of them has one.
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

// A group in a VPC is known by its identifier, one without by its name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
Formats formats_of_ref(Validation& validation, const Resource& resource, const ResourceType& type,
                       const Context& context) {
  if (resource.type != "AWS::EC2::SecurityGroup") return formats_of(type.ref());
  const Node* vpc = resource.property("VpcId");
  Verdict there = vpc == nullptr ? Verdict::Invalid : validation.presence(*vpc, context);
  if (there == Verdict::Unknown) return {"AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup.Name"};
  return {there == Verdict::Valid ? "AWS::EC2::SecurityGroup.Id" : "AWS::EC2::SecurityGroup.Name"};
}

// Types that return what somebody else decides.
bool returns_anything(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {
      "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack",
      "AWS::ServiceCatalog::CloudFormationProvisionedProduct", "AWS::SSM::Parameter"};
  return !type.starts_with("AWS::") || type.starts_with("AWS::Serverless::") || type.ends_with("::MODULE") ||
         std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// How to get what is needed from the same resource.
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

// The other function in place of the call, which stands at `at`.
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
  // The value as a whole is of the wrong kind, so the finding is the value's, not the function's.
  const Location& at = where.parent != nullptr ? *where.parent : where;
  std::string message = fmt::format("{} is not {}", what, expectation_of(wanted));
  if (instead.exists()) message += fmt::format("; use {}", instead.text());
  const bool may_fix = instead.exists() && !context.composite && !context.resolved;
  validation.fail(context, finding(rule, at, std::move(message))
                               .fix(may_fix ? take_right_way(validation.compilation(), at, instead) : std::nullopt));
}

}  // namespace

void compare_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                              const Context& context) {
  if (call.function != Function::Ref && call.function != Function::GetAtt) return;
  const Formats wanted = formats_of(expected);
  if (wanted.empty() || !std::all_of(wanted.begin(), wanted.end(), names_a_resource)) return;
  const Compilation& compilation = validation.compilation();
  const Node* argument = call.argument();

  if (call.function == Function::Ref) {
    if (!argument->is_string()) return;
    const Resource* resource = compilation.model().find_resource(argument->text());
    if (resource == nullptr || returns_anything(resource->type)) return;
    auto type = compilation.facts().find_type(resource->type);
    if (!type) return;
    const Formats given = formats_of_ref(validation, *resource, *type, context);
    if (overlap(given, wanted)) return;
    const RightWay instead = right_way(*resource, *type, wanted, given);
    // Where the format of a Ref is not written down, the type decides: a role is no network. Of the right type an
    // attribute that gives what is needed shows that Ref gives something else.
    if (given.empty() && !instead.exists() && std::any_of(wanted.begin(), wanted.end(), [&](std::string_view format) {
          return format.substr(0, format.find('.')) == resource->type;
        })) {
      return;
    }
    report(validation, context, "E1041", where, wanted,
           fmt::format("Ref to '{}' ({})", resource->name(), resource->type), instead);
    return;
  }

  if (!argument->is_sequence() || argument->size != 2) return;
  const Node& id = *argument->item_list[0];
  const Node& attribute_name = *argument->item_list[1];
  if (!id.is_string() || !attribute_name.is_string()) return;
  const Resource* resource = compilation.model().find_resource(id.text());
  if (resource == nullptr || returns_anything(resource->type)) return;
  auto type = compilation.facts().find_type(resource->type);
  auto attribute = type ? find_attribute_schema(compilation.facts(), *type, attribute_name.text()) : std::nullopt;
  if (!attribute) return;
  const Formats given = formats_of(*attribute);
  if (overlap(given, wanted)) return;
  const RightWay instead = right_way(*resource, *type, wanted, formats_of_ref(validation, *resource, *type, context));
  // Most attributes have no format in the facts. Such a one is only wrong for sure beside one that is right.
  if (given.empty() && !instead.exists()) return;
  report(validation, context, "E1040", where, wanted,
         fmt::format("Attribute '{}' of '{}' ({})", attribute_name.text(), resource->name(), resource->type), instead);
}

}  // namespace virga
