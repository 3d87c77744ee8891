#include <fmt/format.h>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/function/deployment_preferences.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

constexpr std::string_view kProperty = "DeploymentPreference";

// Resolves parameters and mappings in a value that decides something. Null for null.
const Value* resolved(const SamContext& context, const Value* value) {
  return context.parameters.resolve_mappings(context.parameters.resolve(value));
}

bool is_true(const Value& value) { return value.text() == "true" || value.text() == "True"; }
bool is_false(const Value& value) { return value.text() == "false" || value.text() == "False"; }

// Whether the function's condition is passed on to the CodeDeploy resources.
bool read_passthrough(FunctionParts& parts, const Value& preference, bool& out) {
  const Value* given = preference.get("PassthroughCondition");
  out = false;
  if (given == nullptr) return true;
  const Value& value = *resolved(parts.context, given);
  if (!is_true(value) && !is_false(value)) {
    return parts.context.fail(
        parts.resource, given,
        value.is_intrinsic() ? "PassthroughCondition must be known in advance: true, false, a Ref to a parameter with "
                               "a value, or Fn::FindInMap"
                             : fmt::format("PassthroughCondition must be true or false, found {}", describe(value)),
        kProperty);
  }
  out = is_true(value);
  return true;
}

// The alias's UpdatePolicy, {CodeDeployLambdaAliasUpdate: …}.
Value* update_policy(FunctionParts& parts, const Value* hooks) {
  ValueFactory& make = parts.context.make;
  const auto hook = [&](std::string_view name) {
    const Value* value = hooks == nullptr ? nullptr : hooks->get(name);
    return value == nullptr || value->is_null() ? nullptr : make.copy(value);
  };
  return make.object(
      {{"CodeDeployLambdaAliasUpdate", make.object({{"ApplicationName", make.ref(kDeploymentApplication)},
                                                    {"DeploymentGroupName", make.ref(deployment_group_id(parts.id()))},
                                                    {"BeforeAllowTrafficHook", hook("PreTraffic")},
                                                    {"AfterAllowTrafficHook", hook("PostTraffic")}})}});
}

}  // namespace

bool add_deployment_preference(FunctionParts& parts) {
  const Value* given = parts.wanted(kProperty);
  if (given == nullptr) return true;
  SamContext& context = parts.context;
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, *given);
  bool passthrough = false;
  if (!read_passthrough(parts, *given, passthrough)) return false;

  DeploymentPreference preference;
  preference.function = parts.id();
  preference.body = parts.resource.body;
  preference.properties = parts.resource.properties;
  const Value* enabled = resolved(context, given->get("Enabled"));
  if (enabled != nullptr && (is_nothing(enabled) || is_false(*enabled))) {
    preference.enabled = false;
    context.deployment_preferences.add(std::move(preference));
    return true;
  }
  preference.type = resolved(context, given->get("Type"));
  if (preference.type == nullptr) {
    return context.fail(parts.resource, given,
                        "DeploymentPreference requires a Type, such as AllAtOnce or Canary10Percent5Minutes",
                        kProperty);
  }
  const Value* hooks = given->get("Hooks");
  if (hooks != nullptr && !hooks->is_mapping()) {
    return context.fail(
        parts.resource, hooks,
        fmt::format("Hooks of DeploymentPreference must be a map with PreTraffic and PostTraffic, found {}",
                    describe(*hooks)),
        kProperty);
  }
  if (parts.alias == nullptr) {
    return context.fail(parts.resource, given, "DeploymentPreference requires an alias; set AutoPublishAlias",
                        kProperty);
  }
  preference.alarms = given->get("Alarms");
  preference.role = given->get("Role");
  preference.triggers = given->get("TriggerConfigurations");
  preference.tags = parts.propagated_tags();
  const Value* condition = parts.resource.condition();
  if (passthrough && condition != nullptr) preference.condition = condition->text();
  // Insert the policy before the properties, like other attributes.
  Value* properties = parts.alias->get("Properties");
  parts.alias->erase("Properties");
  parts.alias->set("UpdatePolicy", update_policy(parts, hooks));
  parts.alias->set("Properties", properties);
  context.deployment_preferences.add(std::move(preference));
  return true;
}

}  // namespace virga
