// V3011: a deployment of an API must wait for the API's methods.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
#include <fmt/format.h>

#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"
#include "rules/wiring/waiting.h"

namespace virga {
namespace {

constexpr std::string_view kApi = "AWS::ApiGateway::RestApi";

// The API of the template that RestApiId refers to, unless its methods come with its definition.
const Resource* api_of(const Template& model, const Resource& resource) {
  const Node* id = resource.property("RestApiId");
  const Resource* api = id != nullptr ? resource_named_by(model, *id) : nullptr;
  if (api == nullptr || api->type != kApi || has_macro_call(*api)) return nullptr;
  for (const std::string_view definition : {"Body", "BodyS3Location", "CloneFrom"}) {
    if (api->property(definition) != nullptr) return nullptr;
  }
  return api;
}

// API -> its methods.
using Methods = std::unordered_map<const Resource*, std::vector<const Resource*>>;

Methods methods_of(const Template& model) {
  Methods found;
  for (const Resource& resource : model.resources()) {
    if (resource.type != "AWS::ApiGateway::Method") continue;
    if (const Resource* api = api_of(model, resource)) found[api].push_back(&resource);
  }
  return found;
}

}  // namespace

void check_api_deployments(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Methods all = methods_of(model);
  if (all.empty()) return;
  each_resource_of_type(
      compilation, "AWS::ApiGateway::Deployment", [&](const Resource& deployment, const Location& properties) {
        const auto found = all.find(api_of(model, deployment));
        if (found == all.end()) return;
        // One is enough for API Gateway: a deployment may leave out methods that a later one has.
        const std::vector<const Resource*> methods = missing_dependencies(compilation, deployment, found->second);
        if (methods.empty()) return;
        const Member* id = deployment.properties->value->find("RestApiId");
        reporter.report(
            finding("V3011", Location{&properties, id->key, id->value, 0},
                    fmt::format(
                        "This may be created before the methods of '{}', and would then fail; add them to DependsOn",
                        found->first->name()))
                .note(methods.front()->member.key->range, fmt::format("'{}' is defined here", methods.front()->name()))
                .fix(depend_on_fix(compilation, deployment, names_of(methods))));
      });
}

}  // namespace virga
