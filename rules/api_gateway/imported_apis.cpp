// W3660: an API that is both imported from a definition and defined by resources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/api_gateway/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Types of resources that are part of a definition, so an import overwrites them.
constexpr std::array<std::string_view, 5> kImported = {"AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method",
                                                       "AWS::ApiGateway::Model", "AWS::ApiGateway::RequestValidator",
                                                       "AWS::ApiGateway::Resource"};

}  // namespace

void check_imported_apis(const Compilation& compilation, Reporter& reporter) {
  each_resource_of_type(compilation, "AWS::ApiGateway::RestApi", [&](const Resource& api, const Location& where) {
    const Member* body = api.properties->value->find("Body");
    if (body == nullptr) body = api.properties->value->find("BodyS3Location");
    if (body == nullptr) return;
    for (const Resource& resource : compilation.model().resources()) {
      if (std::find(kImported.begin(), kImported.end(), resource.type) == kImported.end()) continue;
      const Node* owner = resource.property("RestApiId");
      if (owner == nullptr || resource_named_by(compilation.model(), *owner) != &api) continue;
      reporter.report(
          "W3660", Location{&where, body->key, body->value, 0},
          fmt::format("Each update imports the API definition again and overwrites '{}'; move it into the definition",
                      resource.name()));
    }
  });
}

}  // namespace virga
