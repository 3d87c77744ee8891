// Connections between two resources: AWS::Serverless::Connector, and the data sources of GraphQL APIs.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// A connection to make. `source` and each destination are {Id, Qualifier}, or {Type, Arn, RoleName, …} for a resource
// outside the template; `destination` may be a list of them. All three may have any shape.
struct ConnectorRequest {
  std::string_view logical_id;  // prefix of the generated resources' logical IDs
  const Value* source = nullptr;
  const Value* destination = nullptr;
  const Value* permissions = nullptr;  // [Read, Write]
  const Value* attributes = nullptr;   // attributes of each generated resource, or null
};

// The ID of the resource that a connector embedded in `resource` becomes.
std::string embedded_connector_id(std::string_view resource, std::string_view connector);

// Adds the policies of a connection for `owner`, and DependsOn to resources that must wait for them. False if a problem
// of `owner` was reported. The connected resources must already have been expanded.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
bool connect_resources(SamContext& context, const SamResource& owner, const ConnectorRequest& request);

}  // namespace virga
