// What HTTP APIs and WebSocket APIs have in common: they are AWS::ApiGatewayV2::Api with a stage and a domain.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// The resource's Tags with {created_by: "SAM"} put behind them. The mapping is the resource's own where it has Tags:
// copy it.
Value* api_v2_tags(SamContext& context, const SamResource& resource, std::string_view created_by);

// Tags with which PropagateTags marks what an API is made of, or null where it is not set or there are none. `tags`: as
// the API itself has them.
const Value* propagated_tags(const SamResource& resource, const Value* tags);

// Properties of the stage, without Tags: the settings that the resource gives it. `name` is taken over.
Value* api_v2_stage(SamContext& context, const SamResource& resource, Value* name);

// AWS::Lambda::Permission that lets the API call the function of an authorizer. `function_arn` is copied.
void add_authorizer_permission(SamContext& context, const SamResource& resource, std::string_view logical_id,
                               const Value& function_arn);

// AWS::ApiGatewayV2::DomainName, an ApiMapping a base path and the record sets, where the resource has a Domain.
// `created_by` is the tag of the domain name, unless `tags` (may be null) replace it. Mutual TLS is for HTTP APIs
// alone. False when a problem was reported.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapidomainconfiguration.html
bool add_api_v2_domain(SamContext& context, const SamResource& resource, std::string_view created_by,
                       const Value* tags);

}  // namespace virga
