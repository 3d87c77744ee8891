// Connections between two resources: AWS::Serverless::Connector, and what GraphQL APIs need for their data sources.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// What is to be connected. `source` and a destination are {Id, Qualifier}, or {Type, Arn, RoleName, …} for a resource
// that the template does not have; `destination` may be a list of them. All three may have any shape.
struct ConnectorRequest {
  std::string_view logical_id;  // what the generated resources are named after
  const Value* source = nullptr;
  const Value* destination = nullptr;
  const Value* permissions = nullptr;  // [Read, Write]
  const Value* attributes = nullptr;   // for each generated resource; or null
};

// Adds the policies of a connection for `owner`, and the DependsOn of what has to wait for them. False when a problem
// of `owner` was reported. The resources that are connected must have been expanded.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
bool connect_resources(SamContext& context, const SamResource& owner, const ConnectorRequest& request);

}  // namespace virga
