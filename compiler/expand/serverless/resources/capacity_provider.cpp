#include <fmt/format.h>

#include <array>
#include <string>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

using enum PropertyTypes;

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html
constexpr std::array kVpc = {PropertyRule{"SubnetIds", List | Map, true}, PropertyRule{"SecurityGroupIds", List | Map}};
constexpr std::array kInstances = {PropertyRule{"Architectures", List | Map}, PropertyRule{"AllowedTypes", List | Map},
                                   PropertyRule{"ExcludedTypes", List | Map}};
constexpr std::array kScaling = {PropertyRule{"MaxVCpuCount", Integer | Map},
                                 PropertyRule{"AverageCPUUtilization", Integer | Float | Map}};
constexpr std::string_view kOperatorPolicy = "AWSLambdaManagedEC2ResourceOperator";

bool check_part(SamContext& context, const SamResource& resource, std::string_view name,
                std::span<const PropertyRule> rules) {
  const Value* part = resource.get(name);
  if (part == nullptr) return true;
  if (part->is_intrinsic()) {
    return context.fail(
        resource, part,
        fmt::format("{} must be a map of its properties, found {}; the transform reads them", name, describe(*part)),
        name);
  }
  return check_properties(context.problems, resource.logical_id, fmt::format("{} of {}", name, resource.type), *part,
                          part, rules);
}

// Instance types can be either allowed or excluded, but not both.
bool check_instance_types(SamContext& context, const SamResource& resource) {
  const Value* requirements = resource.get("InstanceRequirements");
  const Value* excluded = present(requirements, "ExcludedTypes");
  if (excluded == nullptr || present(requirements, "AllowedTypes") == nullptr) return true;
  return context.fail(resource, excluded, "AllowedTypes and ExcludedTypes cannot be used together; remove one",
                      "InstanceRequirements/ExcludedTypes");
}

bool check_capacity_provider(SamContext& context, const SamResource& resource) {
  return check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                          property_rules(resource.type)) &&
         check_part(context, resource, "VpcConfig", kVpc) &&
         check_part(context, resource, "InstanceRequirements", kInstances) && check_instance_types(context, resource) &&
         check_part(context, resource, "ScalingConfig", kScaling);
}

// The author's tags, followed by SAM's own.
Value* tags_of(SamContext& context, const Value* tags) {
  Value* list = plain_tag_list(context, tags);
  list->append(
      context.make.object({{"Key", context.make.string("lambda:createdBy")}, {"Value", context.make.string("SAM")}}));
  return list;
}

// A copy with the keys of AWS::Lambda::CapacityProvider; null for null.
Value* instance_requirements(SamContext& context, const SamResource& resource) {
  const Value* given = resource.get("InstanceRequirements");
  if (is_nothing(given)) return nullptr;
  ValueFactory& make = context.make;
  if (given->is_intrinsic()) return make.copy(given);
  return make.object({{"Architectures", make.copy(present(given, "Architectures"))},
                      {"AllowedInstanceTypes", make.copy(present(given, "AllowedTypes"))},
                      {"ExcludedInstanceTypes", make.copy(present(given, "ExcludedTypes"))}});
}

Value* scaling_config(SamContext& context, const SamResource& resource) {
  const Value* given = resource.get("ScalingConfig");
  if (is_nothing(given)) return nullptr;
  ValueFactory& make = context.make;
  if (given->is_intrinsic()) return make.copy(given);
  const Value* target = present(given, "AverageCPUUtilization");
  Value* policies =
      target == nullptr
          ? nullptr
          : make.list(
                {make.object({{"PredefinedMetricType", make.string("LambdaCapacityProviderAverageCPUUtilization")},
                              {"TargetValue", make.copy(target)}})});
  return make.object({{"MaxVCpuCount", make.copy(present(given, "MaxVCpuCount"))},
                      {"ScalingMode", make.string(target == nullptr ? "Auto" : "Manual")},
                      {"ScalingPolicies", policies}});
}

// The ARN of the role with which Lambda starts instances; null if a problem was reported.
Value* operator_role(SamContext& context, const SamResource& resource) {
  ValueFactory& make = context.make;
  const Value* given = resource.get("OperatorRole");
  if (!is_nothing(given)) return make.copy(given);
  RoleParts role;
  role.logical_id = resource.logical_id + "OperatorRole";
  role.trust = service_trust(make, "lambda.amazonaws.com");
  role.managed_policies = {kOperatorPolicy};
  role.tags = tags_of(context, is_nothing(resource.get("PropagateTags")) ? nullptr : resource.get("Tags"));
  Value* arn = make.get_att(role.logical_id, "Arn");
  return add_role(context, resource, std::move(role)) == nullptr ? nullptr : arn;
}

}  // namespace

bool expand_capacity_provider(SamContext& context, const SamResource& resource) {
  if (!check_capacity_provider(context, resource)) return false;
  ValueFactory& make = context.make;
  Value* role = operator_role(context, resource);
  if (role == nullptr) return false;
  Value* properties = make.object({{"CapacityProviderName", make.copy(resource.get("CapacityProviderName"))},
                                   {"VpcConfig", make.copy(resource.get("VpcConfig"))},
                                   {"PermissionsConfig", make.object({{"CapacityProviderOperatorRoleArn", role}})},
                                   {"Tags", tags_of(context, resource.get("Tags"))},
                                   {"InstanceRequirements", instance_requirements(context, resource)},
                                   {"CapacityProviderScalingConfig", scaling_config(context, resource)},
                                   {"KmsKeyArn", make.copy(resource.get("KmsKeyArn"))}});
  context.add_resource(resource, resource.logical_id, "AWS::Lambda::CapacityProvider", properties,
                       own_attributes(context, resource));
  return true;
}

}  // namespace virga
