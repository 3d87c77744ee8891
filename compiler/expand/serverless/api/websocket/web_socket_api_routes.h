// The routes of a WebSocket API and who may connect.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Lives while its API is expanded.
class WebSocketRoutes {
public:
  // `stage_name`: a string or a function.
  WebSocketRoutes(SamContext& context, const SamResource& api, const Value& stage_name);

  // AWS::ApiGatewayV2::Route, Integration and AWS::Lambda::Permission for each of Routes. False when a problem was
  // reported.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-websocketapi-routeconfiguration.html
  bool expand();
  // AWS::ApiGatewayV2::Authorizer and the permission to call its function, where Auth has AuthType CUSTOM. After
  // expand().
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-websocketapi-authconfiguration.html
  void add_authorizer();

  // Of the routes, a new list.
  Value* logical_ids();

private:
  bool check_auth();
  bool expand_route(const Entry& route);
  Value* integration_arn(std::string_view variable, const Value& function_arn);
  Value* source_arn(std::string_view route_key);
  Value* attributes() { return derived_attributes(context_, api_); }

  SamContext& context_;
  ValueFactory& make_;
  const SamResource& api_;
  const Value& stage_name_;
  const Value* auth_ = nullptr;  // null: everybody may connect
  std::string authorizer_id_;    // empty: no function decides
  Value* logical_ids_;
};

}  // namespace virga
