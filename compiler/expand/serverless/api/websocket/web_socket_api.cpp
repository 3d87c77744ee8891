#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "compiler/expand/serverless/api/api_v2.h"
#include "compiler/expand/serverless/api/websocket/web_socket_api_routes.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

// Properties that the API itself takes over unchanged.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
constexpr std::array<std::string_view, 6> kPassed = {
    "ApiKeySelectionExpression", "Description",   "DisableExecuteApiEndpoint",
    "DisableSchemaValidation",   "IpAddressType", "RouteSelectionExpression"};

constexpr std::string_view kCreatedBy = "websocketapi:createdBy";
// HTTP APIs use "$default", which is a route here.
constexpr std::string_view kDefaultStage = "default";

bool check(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                        property_rules(resource.type))) {
    return false;
  }
  const Value* routes = resource.get("Routes");
  if (routes->empty()) {
    return context.fail(resource, routes, "A WebSocket API requires a route, such as '$connect'", "Routes");
  }
  if (routes->is_intrinsic()) {
    return context.fail(resource, routes,
                        "Routes must be a map of routes, not a function, because it becomes resources", "Routes");
  }
  const Value* addresses = resource.get("IpAddressType");
  if (addresses != nullptr && !addresses->is_intrinsic() && !addresses->is("ipv4") && !addresses->is("dualstack")) {
    return context.fail(
        resource, addresses,
        misspelt_value(fmt::format("IpAddressType must be 'ipv4' or 'dualstack', found {}", describe(*addresses)),
                       *addresses, {"ipv4", "dualstack"}),
        "IpAddressType");
  }
  const Value* stage = resource.get("StageName");
  if (stage != nullptr && stage->is("$default")) {
    return context.fail(resource, stage,
                        "A WebSocket API stage cannot be named '$default', which is the name of a route; without "
                        "StageName it is 'default'",
                        "StageName");
  }
  const Value* domain = resource.get("Domain");
  const Value* mutual_tls = domain == nullptr ? nullptr : domain->get("MutualTlsAuthentication");
  if (!is_nothing(mutual_tls)) {
    return context.fail(resource, mutual_tls, "WebSocket API domains do not support mutual TLS; remove it",
                        "Domain/MutualTlsAuthentication");
  }
  return true;
}

// Unlike those of REST and HTTP APIs, the record sets of WebSocket APIs are not merged into one group: the last API's
// group replaces the others.
bool add_domain(SamContext& context, const SamResource& resource, const Value* tags) {
  std::map<std::string, Value*, std::less<>> others;
  std::swap(others, context.apis.record_set_groups);
  const bool well = add_api_v2_domain(context, resource, kCreatedBy, tags);
  std::swap(others, context.apis.record_set_groups);
  return well;
}

}  // namespace

bool expand_web_socket_api(SamContext& context, const SamResource& resource) {
  if (!check(context, resource)) return false;
  // Routes become resources, which have the parameters of the routes resolved.
  for (const std::string_view name : {"Auth", "Routes"}) {
    Value* value = resource.get(name);
    if (value != nullptr && context.parameters.resolve_in_place(value)) resource.properties->set(name, value);
  }
  ValueFactory& make = context.make;
  const Value* name = resource.get("Name");
  Value* api = make.object({{"Name", name != nullptr ? make.copy(name) : make.string(resource.logical_id)},
                            {"ProtocolType", make.string("WEBSOCKET")}});
  for (const std::string_view passed : kPassed) {
    if (const Value* value = resource.get(passed)) api->set(passed, make.copy(value));
  }
  Value* tags = api_v2_tags(context, resource, kCreatedBy);
  api->set("Tags", make.copy(tags));
  context.add_resource(resource, resource.logical_id, "AWS::ApiGatewayV2::Api", api, own_attributes(context, resource));

  const Value* given_stage = resource.get("StageName");
  Value* stage_name = given_stage != nullptr ? make.copy(given_stage) : make.string(kDefaultStage);
  WebSocketRoutes routes(context, resource, *stage_name);
  const Value* marked = propagated_tags(resource, tags);
  if (!routes.expand() || !add_domain(context, resource, marked)) return false;

  Value* stage = api_v2_stage(context, resource, stage_name);
  stage->set("Tags", marked != nullptr ? make.copy(marked) : make.object({{kCreatedBy, make.string("SAM")}}));
  Value* attributes = derived_attributes(context, resource);
  // Settings refer to routes, which must exist first.
  if (!is_nothing(resource.get("RouteSettings"))) attributes->set("DependsOn", routes.logical_ids());
  const std::string_view stage_id = stage_name->is(kDefaultStage) ? "Default" : stage_name->text();
  context.add_resource(resource, fmt::format("{}{}Stage", resource.logical_id, stage_id), "AWS::ApiGatewayV2::Stage",
                       stage, attributes);
  routes.add_authorizer();
  return true;
}

}  // namespace virga
