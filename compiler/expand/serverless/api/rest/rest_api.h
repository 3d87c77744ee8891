// The parts of AWS::Serverless::Api, on their way through api*.cpp.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// One API while it is expanded.
struct RestApi {
  SamContext& context;
  const SamResource& resource;
  ValueFactory& make;
  Value* definition = nullptr;              // DefinitionBody, edited in place; null when there is none
  const Value* open_api_version = nullptr;  // OpenApiVersion, else the definition's own
  Value* auth = nullptr;                    // Auth and Domain, the parameters in them resolved; null where absent
  Value* domain = nullptr;
  std::string stage_id;

  const std::string& id() const { return resource.logical_id; }
  bool fail(const Value* place, std::string message, std::string_view property) const {
    return context.fail(resource, place, std::move(message), property);
  }
  // A copy of a property; null when it is not set.
  Value* copied(std::string_view name) const { return make.copy(resource.get(name)); }
  // Adds a resource beside the API itself, with the attributes that those carry.
  Value* add(std::string_view logical_id, std::string_view type, Value* properties) const {
    return context.add_resource(resource, logical_id, type, properties, derived_attributes(context, resource));
  }
};

// Each gives false when a problem was reported.

// api_definition.cpp: Cors, GatewayResponses, BinaryMediaTypes, Models and DisableExecuteApiEndpoint go into the
// definition. The property that needs one says so when it cannot be edited.
bool add_cors(RestApi& api);
bool add_gateway_responses(RestApi& api);
bool add_binary_media_types(RestApi& api);
bool add_models(RestApi& api);
bool add_endpoint_setting(RestApi& api);
// What Swagger 2.0 has at other places than OpenAPI 3 moves there, where the definition is one of version 3.
bool move_to_open_api_3(RestApi& api);
// Is there a definition that can be edited for `property`?
bool needs_definition(const RestApi& api, std::string_view property);

// api_auth.cpp: Auth in the definition, and the permissions of Lambda authorizers.
bool add_auth(RestApi& api);
void add_authorizer_permissions(RestApi& api);

// api_usage_plan.cpp: usage plan and API key, of its own or shared.
bool add_usage_plan(RestApi& api);

// api_domain.cpp: the custom domain, what leads to it and what it leads to.
bool add_domain(RestApi& api);

// api_deployment.cpp: the deployment, named after the hash of what is deployed, and its stage. `deployed` is the body
// or where it is; null for none.
void add_deployment(RestApi& api, const Value* deployed);

}  // namespace virga
