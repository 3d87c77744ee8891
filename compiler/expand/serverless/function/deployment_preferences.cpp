#include "compiler/expand/serverless/function/deployment_preferences.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/sam_context.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kRole = "CodeDeployServiceRole";
constexpr std::string_view kCondition = "ServerlessCodeDeployCondition";

// Predefined types of CodeDeploy; any other is the name of a custom deployment configuration.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
constexpr std::array<std::string_view, 9> kPredefined = {
    "Canary10Percent5Minutes",      "Canary10Percent10Minutes",      "Canary10Percent15Minutes",
    "Canary10Percent30Minutes",     "Linear10PercentEvery1Minute",   "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce"};

SamResource owner_of(const DeploymentPreference& preference) {
  return {preference.function, "AWS::Serverless::Function", preference.body, preference.properties};
}

bool is_predefined(const Value& value) {
  return value.is_string() && std::find(kPredefined.begin(), kPredefined.end(), value.text()) != kPredefined.end();
}

// Converts a type, or the types inside a function, to names of deployment configurations.
Value* configuration_name(ValueFactory& make, const Value& type, bool inside_sub = false) {
  if (is_predefined(type)) {
    constexpr std::string_view kName = "CodeDeployDefault.Lambda${ConfigName}";
    Value* variables = make.object({{"ConfigName", make.copy(&type)}});
    return inside_sub ? make.list({make.string(kName), variables}) : make.sub(kName, variables);
  }
  if (type.is_sequence()) {
    Value* list = make.list();
    for (const Value* item : type.items()) list->append(configuration_name(make, *item));
    return list;
  }
  if (!type.is_intrinsic()) return make.copy(&type);
  const Entry& call = type.entries()[0];
  return make.object({{call.key->text(), configuration_name(make, *call.value, call.key->is("Fn::Sub"))}});
}

// {Enabled, Alarms: [{Name}]}; null if the alarms are not a list, which is reported.
Value* alarm_configuration(SamContext& context, const SamResource& owner, const Value& alarms) {
  ValueFactory& make = context.make;
  if (!alarms.is_sequence()) {
    context.fail(owner, &alarms,
                 fmt::format("Alarms of DeploymentPreference must be a list of alarms, found {}", describe(alarms)),
                 "DeploymentPreference");
    return nullptr;
  }
  if (alarms.empty() || alarms.items()[0]->is_no_value()) return make.object();
  Value* list = make.list();
  for (const Value* alarm : alarms.items()) list->append(make.object({{"Name", make.copy(alarm)}}));
  return make.object({{"Enabled", make.boolean(true)}, {"Alarms", list}});
}

// The same for Alarms that may be an Fn::If. `out` is null if there are none. False if a problem was reported.
bool read_alarms(SamContext& context, const DeploymentPreference& preference, Value*& out) {
  const Value* alarms = preference.alarms;
  out = nullptr;
  if (is_nothing(alarms) || alarms->is_no_value()) return true;
  if (alarms->function() != Function::If) {
    out = alarm_configuration(context, owner_of(preference), *alarms);
    return out != nullptr;
  }
  const auto items = alarms->argument()->items();
  if (items.size() != 3) {
    return context.fail(owner_of(preference), alarms, "Fn::If in Alarms requires three arguments",
                        "DeploymentPreference");
  }
  Value* then_value = alarm_configuration(context, owner_of(preference), *items[1]);
  Value* else_value = alarm_configuration(context, owner_of(preference), *items[2]);
  if (then_value == nullptr || else_value == nullptr) return false;
  out = context.make.object({{"Fn::If", context.make.list({context.make.copy(items[0]), then_value, else_value})}});
  return true;
}

}  // namespace

std::span<const std::string_view> predefined_deployments() { return kPredefined; }

std::string deployment_group_id(const std::string& function) { return function + "DeploymentGroup"; }

// The condition under which the application and its role exist; empty if they always do.
std::string DeploymentPreferences::shared_condition(SamContext& context) const {
  std::vector<std::string> conditions;
  for (const DeploymentPreference& preference : preferences_) {
    if (preference.condition.empty()) {
      if (preference.enabled) return {};
    } else if (std::find(conditions.begin(), conditions.end(), preference.condition) == conditions.end()) {
      conditions.push_back(preference.condition);
    }
  }
  if (conditions.size() < 2) return conditions.empty() ? std::string() : conditions[0];
  add_combined_condition(context, conditions, kCondition);
  return std::string(kCondition);
}

void DeploymentPreferences::add_resources(SamContext& context) const {
  const auto first = std::find_if(preferences_.begin(), preferences_.end(),
                                  [](const DeploymentPreference& preference) { return preference.enabled; });
  if (first == preferences_.end()) return;
  ValueFactory& make = context.make;
  const SamResource owner = owner_of(*first);
  const ValueFactory::Scope scope(make, owner.get("DeploymentPreference")->provenance(),
                                  fmt::format("the DeploymentPreference of {}", owner.logical_id));
  const std::string condition = shared_condition(context);
  const auto attributes = [&] {
    return condition.empty() ? nullptr : make.object({{"Condition", make.string(condition)}});
  };
  Value* merged = make.object();
  for (const DeploymentPreference& preference : preferences_) {
    if (preference.tags == nullptr) continue;
    for (const Entry& tag : preference.tags->entries()) merged->set(tag.key->text(), make.copy(tag.value));
  }
  Value* tags = merged->empty() ? nullptr : plain_tag_list(context, merged);
  context.add_resource(owner, kDeploymentApplication, "AWS::CodeDeploy::Application",
                       make.object({{"ComputePlatform", make.string("Lambda")}, {"Tags", make.copy(tags)}}),
                       attributes());
  const bool all_have_roles = std::all_of(
      preferences_.begin(), preferences_.end(),
      [](const DeploymentPreference& preference) { return !preference.enabled || !is_nothing(preference.role); });
  if (!all_have_roles) {
    RoleParts role;
    role.logical_id = kRole;
    role.trust = service_trust(make, "codedeploy.amazonaws.com");
    const bool limited = context.partition == "aws-iso" || context.partition == "aws-iso-b";
    role.managed_policies = {limited ? "service-role/AWSCodeDeployRoleForLambdaLimited"
                                     : "service-role/AWSCodeDeployRoleForLambda"};
    role.tags = make.copy(tags);
    role.attributes = condition.empty() ? make.object() : attributes();
    add_role(context, owner, std::move(role));
  }
  for (const DeploymentPreference& preference : preferences_) {
    if (preference.enabled) add_group(context, preference);
  }
}

void DeploymentPreferences::add_group(SamContext& context, const DeploymentPreference& preference) const {
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, preference.properties->get("DeploymentPreference")->provenance(),
                                  fmt::format("the DeploymentPreference of {}", preference.function));
  Value* alarms = nullptr;
  if (!read_alarms(context, preference, alarms)) return;
  Value* events = make.list({make.string("DEPLOYMENT_FAILURE"), make.string("DEPLOYMENT_STOP_ON_ALARM"),
                             make.string("DEPLOYMENT_STOP_ON_REQUEST")});
  Value* role = is_nothing(preference.role) ? make.get_att(kRole, "Arn") : make.copy(preference.role);
  Value* properties = make.object(
      {{"AlarmConfiguration", alarms},
       {"ApplicationName", make.ref(kDeploymentApplication)},
       {"AutoRollbackConfiguration", make.object({{"Enabled", make.boolean(true)}, {"Events", events}})},
       {"DeploymentConfigName", configuration_name(make, *preference.type)},
       {"DeploymentStyle", make.object({{"DeploymentType", make.string("BLUE_GREEN")},
                                        {"DeploymentOption", make.string("WITH_TRAFFIC_CONTROL")}})},
       {"ServiceRoleArn", role},
       {"Tags", preference.tags == nullptr ? nullptr : plain_tag_list(context, preference.tags)},
       {"TriggerConfigurations", is_nothing(preference.triggers) ? nullptr : make.copy(preference.triggers)}});
  Value* attributes =
      preference.condition.empty() ? nullptr : make.object({{"Condition", make.string(preference.condition)}});
  context.add_resource(owner_of(preference), deployment_group_id(preference.function),
                       "AWS::CodeDeploy::DeploymentGroup", properties, attributes);
}

}  // namespace virga
