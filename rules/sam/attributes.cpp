// E3038, E3066, W3001: SAM resources and their attributes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/edit/edit_builder.h"
#include "compiler/model/macro_calls.h"
#include "rules/engine/fixes.h"
#include "rules/sam/checks.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 2> kServerlessAttributes = {"Connectors", "IgnoreGlobals"};

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-attributes.html
constexpr std::array<std::string_view, 11> kKnownAttributes = {
    "Condition", "Connectors", "CreationPolicy", "DeletionPolicy", "DependsOn",          "IgnoreGlobals",
    "Metadata",  "Properties", "Type",           "UpdatePolicy",   "UpdateReplacePolicy"};

bool is_known(std::string_view name) {
  return std::find(kKnownAttributes.begin(), kKnownAttributes.end(), name) != kKnownAttributes.end();
}

// Moves an attribute into the properties. Unsafe, since an ignored setting takes effect.
std::optional<Fix> move_fix(const Compilation& compilation, const Node& resource, const Member& member) {
  const Node* properties = resource.get("Properties");
  const auto index = static_cast<std::uint32_t>(&member - resource.members().data());
  EditBuilder edit(compilation.tree());
  if (properties == nullptr || !properties->is_mapping() || !edit.remove_member(resource, index) ||
      !edit.add_member(*properties, member.key->text(), *member.value)) {
    return std::nullopt;
  }
  return edit.take_fix("Move it under Properties", FixSafety::Unsafe);
}

}  // namespace

void check_serverless_types(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (model.is_sam() || section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) {
    if (!resource.type.starts_with("AWS::Serverless::") || resource.type_member == nullptr) continue;
    const Location body{&resources, resource.member.key, resource.member.value, 0};
    const Location type{&body, resource.type_member->key, resource.type_member->value, 0};
    reporter.report(finding("E3038", type,
                            fmt::format("{} requires the serverless transform; add 'Transform: {}' to the template",
                                        resource.type, kServerlessTransform))
                        .fix(add_transform_fix(compilation, kServerlessTransform)));
  }
}

void check_serverless_attributes(Validation& validation, const Node& resource, const Location& where) {
  if (validation.compilation().model().is_sam()) return;
  for (std::string_view name : kServerlessAttributes) {
    const Member* member = resource.find(name);
    if (member == nullptr) continue;
    const Compilation& compilation = validation.compilation();
    validation.fail(
        validation.context(),
        finding("E3066", validation.at(where, *member),
                fmt::format("{} requires the serverless transform; add 'Transform: {}' to the template, or remove it",
                            name, kServerlessTransform))
            .focus(*member->key)
            .fix(add_transform_fix(compilation, kServerlessTransform)));
  }
}

void check_ignored_attributes(Validation& validation, const Node& resource, const Location& where) {
  const Node* type = resource.get("Type");
  if (type == nullptr || !type->is_string() || !type->text().starts_with("AWS::Serverless::")) return;
  auto facts = validation.compilation().facts().find_type(type->text());
  auto properties = facts ? facts->properties().find(KeywordId::Properties) : std::nullopt;
  for (const Member& member : resource.members()) {
    std::string_view name = member.key->text();
    if (is_known(name) || may_be_macro_call(member)) continue;
    std::string message = fmt::format("The serverless transform ignores attribute '{}'", name);
    std::optional<Fix> fix;
    if (properties && properties->find(name)) {
      message += fmt::format("; move it under Properties, where {} has it", type->text());
      fix = move_fix(validation.compilation(), resource, member);
    } else if (const NearName near = near_name(name, kKnownAttributes); near.found()) {
      message += did_you_mean(near);
      fix = rename_key_fix(validation.compilation(), resource, member, near);
      if (fix) fix->safety = FixSafety::Unsafe;  // an ignored setting takes effect
    }
    validation.fail(
        validation.context(),
        finding("W3001", validation.at(where, member), std::move(message)).focus(*member.key).fix(std::move(fix)));
  }
}

}  // namespace virga
