// Shared by HTTP and WebSocket APIs, both of which are AWS::ApiGatewayV2::Api with a stage and a domain.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// The resource's Tags followed by {created_by: "SAM"}. If the resource has Tags, this is its own mapping: copy it
// before use.
Value* api_v2_tags(SamContext& context, const SamResource& resource, std::string_view created_by);

// The tags that PropagateTags adds to the resources of an API, or null if it is not set or there are none. `tags` are
// those of the API itself.
const Value* propagated_tags(const SamResource& resource, const Value* tags);

// The properties of the stage, without Tags, from the settings of the resource. Takes ownership of `name`.
Value* api_v2_stage(SamContext& context, const SamResource& resource, Value* name);

// Adds an AWS::Lambda::Permission that lets the API invoke an authorizer function. Copies `function_arn`.
void add_authorizer_permission(SamContext& context, const SamResource& resource, std::string_view logical_id,
                               const Value& function_arn);

// If the resource has a Domain, adds an AWS::ApiGatewayV2::DomainName, one ApiMapping per base path, and the record
// sets. The domain name is tagged with `created_by`, or with `tags` instead if that is not null. Mutual TLS is only for
// HTTP APIs. False if a problem was reported.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapidomainconfiguration.html
bool add_api_v2_domain(SamContext& context, const SamResource& resource, std::string_view created_by,
                       const Value* tags);

}  // namespace virga
