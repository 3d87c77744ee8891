// The routes and authorizer of a WebSocket API.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Used during the expansion of one API.
class WebSocketRoutes {
public:
  // `stage_name` is a string or a function.
  WebSocketRoutes(SamContext& context, const SamResource& api, const Value& stage_name);

  // Adds AWS::ApiGatewayV2::Route, Integration and AWS::Lambda::Permission for each of Routes. False if a problem was
  // reported.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-websocketapi-routeconfiguration.html
  bool expand();
  // Adds an AWS::ApiGatewayV2::Authorizer and the permission to invoke its function, if Auth has AuthType CUSTOM. Call
  // after expand().
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-websocketapi-authconfiguration.html
  void add_authorizer();

  // The logical IDs of the routes, as a new list.
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
  const Value* auth_ = nullptr;  // null: anybody may connect
  std::string authorizer_id_;    // empty: there is no authorizer function
  Value* logical_ids_;
};

}  // namespace virga
