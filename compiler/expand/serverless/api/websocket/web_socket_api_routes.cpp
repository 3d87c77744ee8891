#include "compiler/expand/serverless/api/websocket/web_socket_api_routes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>

#include "compiler/expand/serverless/api/api_v2.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kConnect = "$connect";
constexpr std::array<std::string_view, 3> kSpecialRoutes = {kConnect, "$disconnect", "$default"};
constexpr std::array<std::string_view, 3> kAuthTypes = {"AWS_IAM", "CUSTOM", "NONE"};
// Properties of a route that AWS::ApiGatewayV2::Route has, too.
constexpr std::array<std::string_view, 5> kPassed = {"ApiKeyRequired", "ModelSelectionExpression", "OperationName",
                                                     "RequestModels", "RouteResponseSelectionExpression"};

// "$connect" -> "Connect", "sendMessage" -> "Sendmessage"; empty for a key that cannot be part of a logical ID.
std::string id_of(std::string_view key) {
  const bool special = std::find(kSpecialRoutes.begin(), kSpecialRoutes.end(), key) != kSpecialRoutes.end();
  if (special) key.remove_prefix(1);
  if (!is_alphanumeric(key)) return {};
  return to_upper(key.substr(0, 1)) + to_lower(key.substr(1));
}

}  // namespace

WebSocketRoutes::WebSocketRoutes(SamContext& context, const SamResource& api, const Value& stage_name)
    : context_(context),
      make_(context.make),
      api_(api),
      stage_name_(stage_name),
      auth_(api.get("Auth")),
      logical_ids_(context.make.list()) {
  if (is_nothing(auth_)) auth_ = nullptr;
}

Value* WebSocketRoutes::logical_ids() { return make_.copy(logical_ids_); }

bool WebSocketRoutes::expand() {
  const Value& routes = *api_.get("Routes");
  if (auth_ != nullptr && !check_auth()) return false;
  bool well = true;
  for (const Entry& route : routes.entries()) well = expand_route(route) && well;
  return well;
}

bool WebSocketRoutes::check_auth() {
  constexpr std::string_view kName = "Auth";
  if (!api_.get("Routes")->has(kConnect)) {
    return context_.fail(
        api_, auth_, "Auth applies to the route '$connect', which Routes does not define; add the route or remove Auth",
        kName);
  }
  const Value* type = present(auth_, "AuthType");
  const std::string name = type == nullptr ? std::string() : to_upper(type->text());
  if (std::find(kAuthTypes.begin(), kAuthTypes.end(), name) == kAuthTypes.end()) {
    return context_.fail(api_, type != nullptr ? type : auth_,
                         fmt::format("Auth requires an AuthType: {}", fmt::join(kAuthTypes, ", ")), "Auth/AuthType");
  }
  if (name == "CUSTOM") {
    if (!is_nothing(auth_->get("AuthArn"))) return true;
    return context_.fail(api_, auth_, "AuthType CUSTOM requires AuthArn, the function that authorizes connections",
                         kName);
  }
  if (auth_->size() == 1) return true;
  return context_.fail(api_, auth_, fmt::format("AuthType {} has no other settings; remove them", name), kName);
}

bool WebSocketRoutes::expand_route(const Entry& route) {
  const ValueFactory::Scope scope(make_, *route.key);
  const std::string_view key = route.key->text();
  const std::string name = id_of(key);
  if (name.empty()) {
    return context_.fail(api_, route.key,
                         fmt::format("Route key '{}' can only contain letters and digits because it becomes part of "
                                     "logical IDs; the exceptions are {}",
                                     key, fmt::join(kSpecialRoutes, ", ")),
                         "Routes");
  }
  const Value* function_arn = present(route.value, "FunctionArn");
  if (function_arn == nullptr) {
    return context_.fail(api_, route.key, fmt::format("Route '{}' requires FunctionArn, the function to call", key),
                         "Routes");
  }
  const std::string base = api_.logical_id + name;
  const std::string route_id = base + "Route";
  const std::string integration_id = base + "Integration";
  Value* properties = make_.object({{"ApiId", make_.ref(api_.logical_id)}, {"RouteKey", make_.string(key)}});
  for (const std::string_view passed : kPassed) {
    if (const Value* value = present(route.value, passed)) properties->set(passed, make_.copy(value));
  }
  if (const Value* parameters = route.value->get("RequestParameters"); !is_nothing(parameters)) {
    if (key != kConnect) {
      return context_.fail(
          api_, parameters,
          fmt::format("RequestParameters are only allowed for the route '{}'; messages have none", kConnect), "Routes");
    }
    properties->set("RequestParameters", make_.copy(parameters));
  }
  if (auth_ != nullptr && key == kConnect) {
    const std::string_view type = auth_->string_at("AuthType");
    const bool custom = type == "CUSTOM";
    // As in SAM, a type that is not spelled in capitals leaves the route without authorization.
    properties->set("AuthorizationType", make_.string(custom || type == "AWS_IAM" ? type : "NONE"));
    if (custom) {
      authorizer_id_ = api_.logical_id + "ConnectAuthorizer";
      properties->set("AuthorizerId", make_.ref(authorizer_id_));
    }
  }
  properties->set("Target", make_.join("/", make_.list({make_.string("integrations"), make_.ref(integration_id)})));
  context_.add_resource(api_, route_id, "AWS::ApiGatewayV2::Route", properties, attributes());
  logical_ids_->append(make_.string(route_id));

  context_.add_resource(api_, integration_id, "AWS::ApiGatewayV2::Integration",
                        make_.object({{"ApiId", make_.ref(api_.logical_id)},
                                      {"IntegrationType", make_.string("AWS_PROXY")},
                                      {"IntegrationUri", integration_arn("FunctionArn", *function_arn)},
                                      {"TimeoutInMillis", make_.copy(present(route.value, "IntegrationTimeout"))}}),
                        attributes());
  context_.add_resource(api_, base + "Permission", "AWS::Lambda::Permission",
                        make_.object({{"Action", make_.string("lambda:InvokeFunction")},
                                      {"FunctionName", make_.copy(function_arn)},
                                      {"Principal", make_.string("apigateway.amazonaws.com")},
                                      {"SourceArn", source_arn(key)}}),
                        attributes());
  return true;
}

Value* WebSocketRoutes::integration_arn(std::string_view variable, const Value& function_arn) {
  return make_.sub(fmt::format("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/"
                               "${{{}}}/invocations",
                               variable),
                   make_.object({{variable, make_.copy(&function_arn)}}));
}

Value* WebSocketRoutes::source_arn(std::string_view route_key) {
  const std::string_view stage = stage_name_.is_mapping() ? std::string_view("${__StageName__}") : stage_name_.text();
  const std::string text =
      fmt::format("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{}.ApiId}}/{}/{}",
                  api_.logical_id, stage, route_key);
  return stage_name_.is_mapping() ? make_.sub(text, make_.object({{"__StageName__", make_.copy(&stage_name_)}}))
                                  : make_.sub(text);
}

void WebSocketRoutes::add_authorizer() {
  if (authorizer_id_.empty()) return;
  const ValueFactory::Scope scope(make_, *auth_);
  const Value& function_arn = *auth_->get("AuthArn");
  const Value* name = auth_->get("Name");
  const Value* role = auth_->get("InvokeRole");
  context_.add_resource(api_, authorizer_id_, "AWS::ApiGatewayV2::Authorizer",
                        make_.object({{"ApiId", make_.ref(api_.logical_id)},
                                      {"AuthorizerCredentialsArn", make_.copy(present(auth_, "InvokeRole"))},
                                      {"AuthorizerType", make_.string("REQUEST")},
                                      {"AuthorizerUri", integration_arn("AuthArn", function_arn)},
                                      {"IdentitySource", make_.copy(present(auth_, "IdentitySource"))},
                                      {"Name", is_nothing(name) ? make_.string(authorizer_id_) : make_.copy(name)}}),
                        attributes());
  // With a role, the API is already allowed to invoke the function.
  if (is_nothing(role)) {
    add_authorizer_permission(context_, api_, api_.logical_id + "AuthorizerPermission", function_arn);
  }
}

}  // namespace virga
