#include <fmt/format.h>

#include <array>
#include <string>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// Properties that are written with their parameters resolved, since the layer's ID depends on the values.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html
constexpr std::array<std::string_view, 4> kResolved = {"LayerName", "LicenseInfo", "Description", "RetentionPolicy"};
// Attributes that do not affect the ID.
constexpr std::array<std::string_view, 3> kNotHashed = {"DeletionPolicy", "UpdateReplacePolicy", "Metadata"};
constexpr std::array<std::string_view, 6> kAttributes = {"DependsOn", "DeletionPolicy",      "UpdatePolicy",
                                                         "Condition", "UpdateReplacePolicy", "Metadata"};
constexpr std::array<std::string_view, 2> kArchitectures = {"x86_64", "arm64"};

bool check_architectures(SamContext& context, const SamResource& resource) {
  constexpr std::string_view kProperty = "CompatibleArchitectures";
  const Value* list = resource.get(kProperty);
  if (list == nullptr) return true;
  for (const Value* item : list->items()) {
    if (item->is_intrinsic() || item->is(kArchitectures[0]) || item->is(kArchitectures[1])) continue;
    return context.fail(
        resource, item,
        misspelt_value(fmt::format("A compatible architecture must be 'x86_64' or 'arm64', found {}", describe(*item)),
                       *item, {kArchitectures[0], kArchitectures[1]}),
        kProperty);
  }
  return true;
}

// Converts RetentionPolicy to a DeletionPolicy; empty if it is not set. False if a problem was reported.
bool read_retention(SamContext& context, const SamResource& resource, const Value& properties, std::string& out) {
  constexpr std::string_view kProperty = "RetentionPolicy";
  const Value* policy = properties.get(kProperty);
  if (policy == nullptr || policy->is_null()) return true;
  for (const std::string_view known : {"Retain", "Delete"}) {
    if (policy->is_string() && equals_ignoring_case(policy->text(), known)) out = known;
  }
  return !out.empty() ||
         context.fail(
             resource, resource.get(kProperty),
             misspelt_value(fmt::format("RetentionPolicy must be 'Retain' or 'Delete', known in advance, found {}",
                                        describe(*policy)),
                            *policy, {"Retain", "Delete"}),
             kProperty);
}

// The ID contains a hash of the layer: a layer is immutable, so each change requires a new ID.
std::string layer_id(SamContext& context, const SamResource& resource, const Value& properties) {
  ValueFactory& make = context.make;
  Value* body = make.object({{"Type", make.string(resource.type)}, {"Properties", make.copy(&properties)}});
  for (const std::string_view name : kAttributes) {
    if (const Value* value = resource.body->get(name)) body->set(name, make.copy(value));
  }
  for (const std::string_view name : kNotHashed) body->erase(name);
  return resource.logical_id + short_hash(*make.object({{resource.logical_id, body}}));
}

}  // namespace

bool expand_layer_version(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                        property_rules(resource.type))) {
    return false;
  }
  ValueFactory& make = context.make;
  Value* properties = make.object();
  for (const Entry& entry : resource.properties->entries()) {
    if (!entry.value->is_null()) properties->set(entry.key->text(), make.copy(entry.value));
  }
  for (const std::string_view name : kResolved) {
    const Value* value = context.parameters.resolve(properties->get(name));
    if (value == nullptr) continue;
    if (!value->is_string() && !value->is_intrinsic()) {
      return context.fail(resource, properties->get(name),
                          fmt::format("{} must be a string, but its parameter is {}", name, describe(*value)), name);
    }
    properties->set(name, make.copy(value));
  }
  std::string retention;
  if (!read_retention(context, resource, *properties, retention) || !check_architectures(context, resource)) {
    return false;
  }
  Value* content = s3_object(context, resource, *resource.get("ContentUri"), "ContentUri");
  if (content == nullptr) return false;

  const std::string id = layer_id(context, resource, *properties);
  Value* attributes = derived_attributes(context, resource);
  if (const Value* others = resource.body->get("DependsOn")) attributes->set_first("DependsOn", make.copy(others));
  if (!retention.empty() || !attributes->has("DeletionPolicy")) {
    attributes->set("DeletionPolicy", make.string(retention.empty() ? "Retain" : retention));
  }
  const Value* name = properties->get("LayerName");
  context.add_resource(
      resource, id, "AWS::Lambda::LayerVersion",
      make.object({{"Content", content},
                   {"Description", make.copy(properties->get("Description"))},
                   {"LayerName", is_nothing(name) ? make.string(resource.logical_id) : make.copy(name)},
                   {"CompatibleArchitectures", make.copy(properties->get("CompatibleArchitectures"))},
                   {"CompatibleRuntimes", make.copy(properties->get("CompatibleRuntimes"))},
                   {"LicenseInfo", make.copy(properties->get("LicenseInfo"))}}),
      attributes);
  context.changed_ids.insert_or_assign(resource.logical_id, id);
  return true;
}

}  // namespace virga
