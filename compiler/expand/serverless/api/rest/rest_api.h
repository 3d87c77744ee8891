// The parts of AWS::Serverless::Api that the files api*.cpp share.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// A REST API during its expansion.
struct RestApi {
  SamContext& context;
  const SamResource& resource;
  ValueFactory& make;
  Value* definition = nullptr;              // DefinitionBody, edited in place; may be null
  const Value* open_api_version = nullptr;  // OpenApiVersion, else the definition's own
  Value* auth = nullptr;                    // Auth and Domain with their parameters resolved; may be null
  Value* domain = nullptr;
  std::string stage_id;

  const std::string& id() const { return resource.logical_id; }
  bool fail(const Value* place, Complaint complaint, std::string_view property) const {
    return context.fail(resource, place, std::move(complaint), property);
  }
  // A copy of a property; null if it is not set.
  Value* copied(std::string_view name) const { return make.copy(resource.get(name)); }
  // Adds a resource beside the API itself, with the derived attributes.
  Value* add(std::string_view logical_id, std::string_view type, Value* properties) const {
    return context.add_resource(resource, logical_id, type, properties, derived_attributes(context, resource));
  }
};

// The functions that return bool return false if a problem was reported.

// api_definition.cpp: writes Cors, GatewayResponses, BinaryMediaTypes, Models and DisableExecuteApiEndpoint into the
// definition. If that cannot be edited, the problem is reported for the property that requires it.
bool add_cors(RestApi& api);
bool add_gateway_responses(RestApi& api);
bool add_binary_media_types(RestApi& api);
bool add_models(RestApi& api);
bool add_endpoint_setting(RestApi& api);
// Converts from the structure of Swagger 2.0 to that of OpenAPI 3 if the definition has version 3.
bool move_to_open_api_3(RestApi& api);
// Whether there is a definition that can be edited for `property`.
bool needs_definition(const RestApi& api, std::string_view property);

// api_auth.cpp: Auth in the definition, and permissions for Lambda authorizers.
bool add_auth(RestApi& api);
void add_authorizer_permissions(RestApi& api);

// api_usage_plan.cpp: the usage plan and API key, shared or not.
bool add_usage_plan(RestApi& api);

// api_domain.cpp: the custom domain, its base path mappings and DNS records.
bool add_domain(RestApi& api);

// api_deployment.cpp: the deployment, whose ID contains a hash of what is deployed, and its stage. `deployed` is the
// definition's body or location, or null.
void add_deployment(RestApi& api, const Value* deployed);

}  // namespace virga
