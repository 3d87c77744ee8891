// E3001, E3006, E3009, E3015, E3028, I3011, W3011: the attributes of a resource other than its properties.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/model/macro_calls.h"
#include "compiler/model/resource_types.h"
#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/messages.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

std::string_view type_of(const Node& resource) {
  const Node* type = resource.get("Type");
  return type != nullptr && type->is_string() ? type->text() : std::string_view{};
}

void look_for_nulls(Validation& validation, const Node& value, const Location& where, std::string_view rule,
                    int depth) {
  if (depth > 200 || value.function != Function::None) return;
  if (value.is(NodeKind::Null)) {
    validation.fail(validation.context(), rule, where,
                    "Null is not allowed; set a value, use an empty string, or remove it");
  }
  for (const Member& member : value.members()) {
    look_for_nulls(validation, *member.value, validation.at(where, member),
                   depth == 0 && member.key->text() == "AWS::CloudFormation::Init" ? "E3009" : rule, depth + 1);
  }
  std::uint32_t index = 0;
  for (const Node* item : value.items()) {
    look_for_nulls(validation, *item, validation.at(where, index, *item), rule, depth + 1);
    ++index;
  }
}

}  // namespace

void check_metadata_nulls(Validation& validation, const Node& resource, const Location& where) {
  const Member* metadata = resource.find("Metadata");
  if (metadata != nullptr) look_for_nulls(validation, *metadata->value, validation.at(where, *metadata), "E3028", 0);
}

namespace {

// An attribute that is near none may be the Type, which a resource cannot be without, or the Properties: then it is not
// removed, and renamed where its value tells that it is.
std::optional<Fix> fix_of_unknown_attribute(Validation& validation, const Node& resource, const Member& member,
                                            const Location& where) {
  const Compilation& compilation = validation.compilation();
  const auto is_type = [&](const Node& value) { return compilation.facts().find_type(value.text()).has_value(); };
  const auto like = [&](auto has_form) {
    return std::count_if(resource.members().begin(), resource.members().end(), [&](const Member& other) {
      return !is_resource_attribute(other.key->text()) && has_form(*other.value);
    });
  };
  const Node& value = *member.value;
  if (value.is_string() && resource.find("Type") == nullptr) {
    const bool is_told =
        is_type(value) && like([&](const Node& other) { return other.is_string() && is_type(other); }) == 1;
    return is_told ? rename_key_fix(compilation, resource, member, {"Type", false}) : std::nullopt;
  }
  if (value.is_mapping() && value.function == Function::None && resource.find("Properties") == nullptr) {
    const auto type = compilation.facts().find_type(type_of(resource));
    const auto known = type ? type->properties().find(KeywordId::Properties) : std::nullopt;
    const bool is_told = known && value.size > 0 && like([](const Node& other) { return other.is_mapping(); }) == 1 &&
                         std::all_of(value.members().begin(), value.members().end(), [&](const Member& property) {
                           return static_cast<bool>(known->find_schema(property.key->text()));
                         });
    return is_told ? rename_key_fix(compilation, resource, member, {"Properties", false}) : std::nullopt;
  }
  return remove_fix(compilation, where, FixSafety::Unsafe);
}

}  // namespace

void check_resource_attributes(Validation& validation, const Node& resource, const Location& where) {
  const std::string_view type = type_of(resource);
  for (const Member& member : resource.members()) {
    std::string_view name = member.key->text();
    // Scalars are only converted in properties; here CloudFormation requires a string.
    if ((name == "Type" || name == "Condition") && member.value->is_scalar() && !member.value->is_string()) {
      validation.fail(validation.context(), "E3001", validation.at(where, member),
                      fmt::format("{0} must be the name of a {1}: expected a string, found {2}", name,
                                  name == "Type" ? "resource type" : "condition", describe_value(*member.value)));
      continue;
    }
    if (type.starts_with("AWS::Serverless::")) continue;
    if (is_resource_attribute(name)) continue;
    if (name == "Version" && (type.empty() || is_custom_resource(type))) continue;
    // A macro called beside the attributes may add or change them.
    if (may_be_macro_call(member)) continue;
    std::string message = fmt::format("Unknown resource attribute '{}'", name);
    const NearName near = near_property(name, kResourceAttributes);
    std::optional<Fix> fix;
    if (name == "Version") {
      message = "Only custom resources can have a Version";
    } else if (near.found() && resource.find(near.name) == nullptr) {
      message += did_you_mean(near);
      fix = rename_key_fix(validation.compilation(), resource, member, near);
    } else if (auto facts = validation.compilation().facts().find_type(type)) {
      auto properties = facts->properties().find(KeywordId::Properties);
      if (properties && properties->find(name)) {
        message += fmt::format("; move it under Properties, where {} has it", type);
      }
    }
    const Location& at_member = validation.at(where, member);
    if (!fix) fix = fix_of_unknown_attribute(validation, resource, member, at_member);
    validation.fail(validation.context(),
                    finding("E3001", at_member, std::move(message)).focus(*member.key).meant(near).fix(std::move(fix)));
  }
}

namespace {

// The type of which this is a beginning, with at least a letter of its last part: the only one, or the one with which
// all others begin ("AWS::S3::Buck").
std::string_view begun_type(std::string_view type, const std::vector<std::string_view>& known) {
  if (type.ends_with(':') || type.find("::") == type.rfind("::")) return {};
  std::string_view shortest;
  const auto is_begun = [&](std::string_view other) { return other.size() > type.size() && other.starts_with(type); };
  for (const std::string_view other : known) {
    if (is_begun(other) && (shortest.empty() || other.size() < shortest.size())) shortest = other;
  }
  const bool begins_all = std::all_of(known.begin(), known.end(), [&](std::string_view other) {
    return !is_begun(other) || other.starts_with(shortest);
  });
  return begins_all ? shortest : std::string_view();
}

// Of two types of one service the last parts must be near each other: "AWS::Lambda::Fn" is no AWS::Lambda::Url, though
// most of the two is the same.
NearName near_type(std::string_view type, const std::vector<std::string_view>& known) {
  NearName near = near_name(type, known);
  if (const std::string_view begun = begun_type(type, known); !begun.empty() && begun != near.name) {
    near = {begun, false};
  }
  const std::size_t last = type.rfind("::");
  const bool is_of_service =
      last != std::string_view::npos && near.name.rfind("::") == last && near.name.starts_with(type.substr(0, last));
  if (!is_of_service || near.name.starts_with(type)) return near;
  const std::string_view part = near.name.substr(last + 2);
  return near_name(type.substr(last + 2), {&part, 1}).found() ? near : NearName();
}

}  // namespace

void check_resource_type(Validation& validation, const Node& resource, const Location& where) {
  const std::string_view type = type_of(resource);
  const Member* member = resource.find("Type");
  if (member == nullptr || !member->value->is_string()) return;
  const SchemaDatabase& facts = validation.compilation().facts();
  if (facts.find_type(type) || type.starts_with("Custom::") || type.ends_with("::MODULE")) return;
  // The CDK leaves this type out where CloudFormation does not support it.
  // https://docs.aws.amazon.com/cdk/v2/guide/usage-data.html
  if (type == "AWS::CDK::Metadata") return;
  // Serverless types are only checked if the database has them.
  if (type.starts_with("AWS::Serverless::") && !facts.find_type("AWS::Serverless::Function")) return;
  // A resource that never exists is never rejected.
  if (const Node* condition = resource.get("Condition"); condition != nullptr && condition->is_string()) {
    const ConditionSolver& solver = validation.compilation().conditions();
    auto id = solver.id(condition->text());
    if (id && !solver.possible({{*id, true}})) return;
  }
  if (const SchemaDatabase& all = SchemaDatabase::built_in(); &all != &facts && all.find_type(type)) {
    validation.fail(
        validation.context(),
        finding("E3006", validation.at(where, *member),
                fmt::format("The override spec leaves out the resource type '{}'; use another type", type)));
    return;
  }
  std::string message = fmt::format("Unknown resource type '{}'", type);
  std::vector<std::string_view> known;
  for (std::uint32_t i = 0; i < facts.type_count(); ++i) known.push_back(facts.type(i).name());
  const NearName near = near_type(type, known);
  if (near.found()) {
    message += did_you_mean(near);
  } else if (!type.starts_with("AWS::")) {
    message += "; for a private or third-party type, pass its schema with --registry-schemas";
  }
  validation.fail(validation.context(), finding("E3006", validation.at(where, *member), std::move(message))
                                            .fix(rename_fix(validation.compilation(), *member->value, near)));
  // The account's registry may have it.
  const bool may_be_registered = !near.found() && !type.starts_with("AWS::") && !type.starts_with("Alexa::") &&
                                 type.find("::") != type.rfind("::");
  if (std::vector<Failure>* failures = validation.context().failures; may_be_registered && failures != nullptr) {
    failures->back().severity = Severity::Warning;
  }
}

void check_resource_condition(Validation& validation, const Node& resource, const Location& where) {
  const Member* member = resource.find("Condition");
  if (member == nullptr || !member->value->is_string()) return;
  const Template& model = validation.compilation().model();
  std::string_view name = member->value->text();
  if (model.find_condition(name) != nullptr) return;
  // A macro or loop may define it.
  if (validation.compilation().known_names().condition(name)) return;
  std::vector<std::string_view> known;
  for (const Declaration& condition : model.conditions()) known.push_back(condition.name());
  validation.fail(validation.context(), no_condition(validation.compilation(), "E3015", validation.at(where, *member),
                                                     *member->value, known));
}

// What happens to the data of a resource that lacks the policy.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
std::string fate_of_data(std::string_view type, std::string_view policy, bool is_in_cluster) {
  if (is_in_cluster) return "Delete is fine, since its data is the cluster's";
  if (policy == "UpdateReplacePolicy") {
    return fmt::format("without it, the data of the {} is deleted when an update replaces it", type);
  }
  if (type == "AWS::RDS::DBCluster" || type == "AWS::RDS::DBInstance") {
    return fmt::format("without it, the {} is deleted with the stack, and all that is left is a snapshot", type);
  }
  return fmt::format("without it, the data of the {} is deleted with the stack", type);
}

void check_data_policies(Validation& validation, const Node& resource, const Location& where) {
  // Off by default, and most resources with data lack the policies: no message and no fix that nobody sees.
  if (!validation.reporter().runs("I3011")) return;
  const std::string_view type = type_of(resource);
  const Node* properties = resource.get("Properties");
  // The data of such an instance belongs to its cluster, which cannot be deleted before its instances.
  const bool is_in_cluster = type.ends_with("::DBInstance") && properties != nullptr && properties->is_mapping() &&
                             properties->find("DBClusterIdentifier") != nullptr;
  if (has_macro_call(resource)) return;  // a macro may add them
  const std::string_view policy = is_in_cluster ? "Delete" : takes_snapshots(type) ? "Snapshot" : "Retain";
  // One fix for both policies, since adding only one causes another finding (W3011).
  EditBuilder edit(validation.compilation().tree());
  ValueMaker make;
  std::vector<std::string_view> missing;
  for (const std::string_view name : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    const Member* given = resource.find(name);
    if (given != nullptr && validation.presence(*given->value, validation.context()) != Verdict::Invalid) continue;
    missing.push_back(name);
    if (given == nullptr) edit.add_member(resource, name, make.text(policy));
  }
  const std::optional<Fix> fix =
      edit.take_fix(fmt::format("Add {} with {}", fmt::join(missing, " and "), policy), FixSafety::Unsafe);
  for (const std::string_view name : missing) {
    validation.fail(validation.context(),
                    finding("I3011", where,
                            fmt::format("Missing required key '{}'; {}", name, fate_of_data(type, name, is_in_cluster)))
                        .lacks({std::string(name)})
                        .fix(fix));
  }
}

void check_deletion_policies(Validation& validation, const Node& resource, const Location& where) {
  const std::string_view type = type_of(resource);
  // Each version is a separate resource, which an update never replaces.
  if (type == "AWS::Lambda::Version" || type == "AWS::Lambda::LayerVersion") return;
  const Node* on_delete = resource.get("DeletionPolicy");
  const Node* on_replace = resource.get("UpdateReplacePolicy");
  if ((on_delete == nullptr) == (on_replace == nullptr)) return;
  const Node& given = on_delete != nullptr ? *on_delete : *on_replace;
  if ((given.is_string() && given.text() == "Delete") || holds_macro_call(given)) return;
  std::string message =
      on_delete != nullptr
          ? "DeletionPolicy does not protect the resource from an update that replaces it; add UpdateReplacePolicy"
          : "UpdateReplacePolicy does not protect the resource when it is removed from the stack; add DeletionPolicy";
  // Set the missing policy to the value of the other one if that is valid for both.
  std::optional<Fix> fix;
  const bool fits =
      given.is_string() && (given.text() == "Retain" || (given.text() == "Snapshot" && takes_snapshots(type)) ||
                            (given.text() == "RetainExceptOnCreate" && on_replace == nullptr));
  const std::string_view lacking = on_delete != nullptr ? "UpdateReplacePolicy" : "DeletionPolicy";
  if (fits) {
    fix = add_text_fix(validation.compilation(), resource, lacking,
                       given.text() == "Snapshot" ? given.text() : "Retain", FixSafety::Unsafe);
  }
  validation.fail(validation.context(),
                  finding("W3011", where, std::move(message)).lacks({std::string(lacking)}).fix(std::move(fix)));
}

}  // namespace virga
