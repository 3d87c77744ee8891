#include <fmt/format.h>

#include <array>
#include <string>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/core/sam_events.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/state_machine/state_machine_definition.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// Properties that are renamed without changing their value.
struct Renamed {
  std::string_view from;
  std::string_view to;
};
constexpr std::array kRenamed = {Renamed{"Name", "StateMachineName"}, Renamed{"Type", "StateMachineType"},
                                 Renamed{"Logging", "LoggingConfiguration"},
                                 Renamed{"Tracing", "TracingConfiguration"}};

Value* tags_of(SamContext& context, const SamResource& machine) {
  ValueFactory& make = context.make;
  Value* tags = plain_tag_list(context, machine.get("Tags"));
  Value* all =
      make.list({make.object({{"Key", make.string("stateMachine:createdBy")}, {"Value", make.string("SAM")}})});
  for (Value* tag : tags->items()) all->append(tag);
  return all;
}

bool set_definition(SamContext& context, const SamResource& machine, Value& properties) {
  ValueFactory& make = context.make;
  const Value* definition = machine.get("Definition");
  const Value* uri = machine.get("DefinitionUri");
  if (is_nothing(definition) == is_nothing(uri)) {
    return is_nothing(uri)
               ? context.fail(machine, nullptr, "A state machine requires Definition or DefinitionUri")
               : context.fail(machine, uri, "Definition and DefinitionUri cannot be used together; remove one",
                              "DefinitionUri");
  }
  const Value* given = machine.get("DefinitionSubstitutions");
  Value* substitutions = is_nothing(given) ? make.object() : make.copy(given);
  if (!is_nothing(uri)) {
    Value* location = s3_object(context, machine, *uri, "DefinitionUri", {"Bucket", "Key", "Version"});
    if (location == nullptr) return false;
    properties.set("DefinitionS3Location", location);
  } else {
    const ValueFactory::Scope scope(make, *definition);
    properties.set("DefinitionString", definition_string(make, *definition, *substitutions));
  }
  if (!substitutions->empty()) properties.set("DefinitionSubstitutions", substitutions);
  return true;
}

// The author's policies, and one for X-Ray if tracing is enabled.
const Value* policies_of(SamContext& context, const SamResource& machine) {
  const Value* written = machine.get("Policies");
  const Value* tracing = present(machine.get("Tracing"), "Enabled");
  if (tracing == nullptr || !tracing->is_boolean() || tracing->text() != "true") return written;
  ValueFactory& make = context.make;
  Value* policies = make.list();
  if (written != nullptr && written->is_sequence()) {
    for (const Value* item : written->items()) policies->append(make.copy(item));
  } else if (!is_nothing(written)) {
    policies->append(make.copy(written));
  }
  policies->append(make.string(tracing_policy(context)));
  return policies;
}

bool set_role(SamContext& context, const SamResource& machine, Value& properties) {
  ValueFactory& make = context.make;
  const Value* role = machine.get("Role");
  const Value* policies = machine.get("Policies");
  if (!is_nothing(role)) {
    if (!is_nothing(policies)) {
      return context.fail(
          machine, policies,
          "Policies and Role cannot be used together, because Policies are for a generated role; remove one",
          "Policies");
    }
    properties.set("RoleArn", make.copy(role));
    return true;
  }
  const std::string id = machine.logical_id + "Role";
  properties.set("RoleArn", make.get_att(id, "Arn"));
  RoleParts parts;
  parts.logical_id = id;
  parts.trust = service_trust(make, "states.amazonaws.com");
  parts.policies = policies_of(context, machine);
  parts.path = make.copy(machine.get("RolePath"));
  parts.permissions_boundary = make.copy(machine.get("PermissionsBoundary"));
  parts.tags = tags_of(context, machine);
  return add_role(context, machine, std::move(parts)) != nullptr;
}

// Sets the ID of the alias for AutoPublishAlias; empty if there is none.
bool add_alias(SamContext& context, const SamResource& machine, std::string& alias_id) {
  ValueFactory& make = context.make;
  const Value* alias = machine.get("AutoPublishAlias");
  const Value* preference = machine.get("DeploymentPreference");
  if (is_nothing(alias)) {
    for (const std::string_view name : {"UseAliasAsEventTarget", "DeploymentPreference"}) {
      if (const Value* value = machine.get(name); !is_nothing(value)) {
        return context.fail(machine, value, fmt::format("{} requires an alias; set AutoPublishAlias", name), name);
      }
    }
    return true;
  }
  const Value* name = context.parameters.known(alias);
  if (name == nullptr || !name->is_scalar() || !is_alphanumeric(name->text())) {
    return context.fail(machine, alias,
                        fmt::format("AutoPublishAlias becomes part of a logical ID, so it must be known and only "
                                    "contain letters and digits, found {}",
                                    describe(name != nullptr ? *name : *alias)),
                        "AutoPublishAlias");
  }
  const std::string version_id = machine.logical_id + "Version";
  alias_id = fmt::format("{}Alias{}", machine.logical_id, name->text());
  Value* attributes = derived_attributes(context, machine);
  // A version that a running deployment uses must outlive its successor.
  for (const std::string_view policy : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    if (!attributes->has(policy)) attributes->set(policy, make.string("Retain"));
  }
  context.add_resource(
      machine, version_id, "AWS::StepFunctions::StateMachineVersion",
      make.object({{"StateMachineArn", make.ref(machine.logical_id)},
                   {"StateMachineRevisionId", make.get_att(machine.logical_id, "StateMachineRevisionId")}}),
      attributes);
  Value* deployment =
      is_nothing(preference) ? make.object({{"Type", make.string("ALL_AT_ONCE")}}) : make.copy(preference);
  deployment->set("StateMachineVersionArn", make.ref(version_id));
  context.add_resource(machine, alias_id, "AWS::StepFunctions::StateMachineAlias",
                       make.object({{"Name", make.copy(alias)}, {"DeploymentPreference", deployment}}),
                       derived_attributes(context, machine));
  return true;
}

}  // namespace

bool expand_state_machine(SamContext& context, const SamResource& resource) {
  ValueFactory& make = context.make;
  if (!check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                        property_rules(resource.type))) {
    return false;
  }
  Value* properties = make.object();
  context.add_resource(resource, resource.logical_id, "AWS::StepFunctions::StateMachine", properties,
                       own_attributes(context, resource));
  std::string alias_id;
  if (!set_definition(context, resource, *properties) || !set_role(context, resource, *properties)) return false;
  for (const Renamed& renamed : kRenamed) {
    if (const Value* value = resource.get(renamed.from)) properties->set(renamed.to, make.copy(value));
  }
  properties->set("Tags", tags_of(context, resource));
  if (!add_alias(context, resource, alias_id)) return false;
  Value* tags = resource.get("Tags");
  const bool propagate = !is_nothing(resource.get("PropagateTags")) && !is_nothing(tags) && tags->is_mapping();
  EventTarget target;
  target.is_state_machine = true;
  target.is_alias = !is_nothing(resource.get("UseAliasAsEventTarget"));
  target.logical_id = target.is_alias ? alias_id : resource.logical_id;
  target.propagated_tags = propagate ? tags : nullptr;
  if (!expand_events(context, resource, target, find_state_machine_event)) return false;
  if (propagate) propagate_tags(context, resource, *tags);
  return true;
}

}  // namespace virga
