#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

using enum PropertyTypes;

constexpr std::array kCapacityProvider = {PropertyRule{"Arn", String | Map, true},
                                          PropertyRule{"PerExecutionEnvironmentMaxConcurrency", Integer | Map},
                                          PropertyRule{"ExecutionEnvironmentMemoryGiBPerVCpu", Integer | Float | Map}};

bool check_capacity_provider_config(SamContext& context, const SamResource& resource) {
  const Value* config = resource.get("CapacityProviderConfig");
  return is_nothing(config) || check_properties(context.problems, resource.logical_id, "CapacityProviderConfig",
                                                *config, config, kCapacityProvider);
}

bool check_dead_letter_queue(SamContext& context, const SamResource& resource, const Value& queue) {
  constexpr std::string_view kProperty = "DeadLetterQueue";
  const Value* type = queue.get("Type");
  if (is_nothing(type) || is_nothing(queue.get("TargetArn"))) {
    return context.fail(resource, &queue, "DeadLetterQueue requires Type and TargetArn", kProperty);
  }
  if (!type->is("SQS") && !type->is("SNS")) {
    return context.fail(
        resource, type,
        misspelt_value(fmt::format("Type of DeadLetterQueue must be 'SQS' or 'SNS', found {}", describe(*type)), *type,
                       {"SQS", "SNS"}),
        kProperty);
  }
  return true;
}

// Properties that exclude or require each other.
struct Pair {
  std::string_view one;
  std::string_view other;
  bool needs = false;  // the first requires the second; otherwise they exclude each other
  std::string_view why;
};
constexpr std::array kPairs = {
    Pair{"ProvisionedConcurrencyConfig", "CapacityProviderConfig", false,
         "the capacity provider manages the number of environments"},
    Pair{"VpcConfig", "CapacityProviderConfig", false, "the capacity provider defines the network"},
    Pair{"FunctionScalingConfig", "CapacityProviderConfig", true, "it scales what the provider runs"},
    Pair{"VersionDeletionPolicy", "AutoPublishAlias", true, "no version is published without it"},
};

bool check_pairs(SamContext& context, const SamResource& resource) {
  for (const Pair& pair : kPairs) {
    const Value* value = resource.get(pair.one);
    if (value == nullptr || (resource.get(pair.other) != nullptr) == pair.needs) continue;
    return context.fail(resource, value,
                        pair.needs ? fmt::format("{} requires {} because {}", pair.one, pair.other, pair.why)
                                   : fmt::format("{} and {} cannot be used together because {}; remove one", pair.one,
                                                 pair.other, pair.why),
                        pair.one);
  }
  return true;
}

// A function with tenant isolation has an execution environment per tenant, so nothing can be provisioned for all of
// them.
bool check_tenancy(SamContext& context, const SamResource& resource) {
  const Value* provisioned = resource.get("ProvisionedConcurrencyConfig");
  if (!is_nothing(provisioned)) {
    return context.fail(resource, provisioned,
                        "TenancyConfig and provisioned concurrency cannot be used together; remove one",
                        "ProvisionedConcurrencyConfig");
  }
  for (const std::string_view name : {"FunctionUrlConfig", "SnapStart"}) {
    const Value* value = resource.get(name);
    if (is_nothing(value)) continue;
    return context.fail(resource, value, fmt::format("TenancyConfig and {} cannot be used together; remove one", name),
                        name);
  }
  bool good = true;
  if (const Value* events = resource.get("Events")) {
    for (const Entry& entry : events->entries()) {
      const std::string_view type = entry.value->string_at("Type");
      if (type.empty() || type == "Api" || type == "HttpApi") continue;
      good = context.fail(
          resource, entry.value->get("Type"),
          fmt::format(
              "A function with TenancyConfig only supports Api and HttpApi events because {} events have no tenant",
              type),
          fmt::format("Events/{}", entry.key->text()));
    }
  }
  return good;
}

}  // namespace

bool check_function(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                        property_rules(resource.type))) {
    return false;
  }
  const Value* deletion = resource.get("VersionDeletionPolicy");
  if (deletion != nullptr && !deletion->is_intrinsic() && !deletion->is("Delete") && !deletion->is("Retain")) {
    return context.fail(
        resource, deletion,
        misspelt_value(fmt::format("VersionDeletionPolicy must be 'Delete' or 'Retain', found {}", describe(*deletion)),
                       *deletion, {"Delete", "Retain"}),
        "VersionDeletionPolicy");
  }
  if (!check_pairs(context, resource) || !check_capacity_provider_config(context, resource)) return false;
  const Value* provisioned = resource.get("ProvisionedConcurrencyConfig");
  if (!is_nothing(provisioned) && is_nothing(resource.get("AutoPublishAlias"))) {
    return context.fail(resource, provisioned, "ProvisionedConcurrencyConfig requires an alias; set AutoPublishAlias",
                        "ProvisionedConcurrencyConfig");
  }
  if (!is_nothing(resource.get("TenancyConfig")) && !check_tenancy(context, resource)) return false;
  const Value* queue = resource.get("DeadLetterQueue");
  return is_nothing(queue) || check_dead_letter_queue(context, resource, *queue);
}

}  // namespace virga
