// Edits the definition of a REST API: Swagger 2.0 or OpenAPI 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/api/open_api/base_editor.h"

namespace virga {

// Whether it is a REST API definition that can be edited: Swagger 2.0 or OpenAPI 3, with paths.
bool is_swagger(const Value* definition);
// "/a/{b}/{c+}" -> "/a/*/*", the form used in ARNs of execute-api.
std::string path_pattern(std::string_view path);

// The parsed property Cors. Values that are not set are null.
struct CorsSettings {
  const Value* origin = nullptr;  // null means "'*'"
  const Value* headers = nullptr;
  const Value* methods = nullptr;  // null means those of the path
  const Value* max_age = nullptr;
  bool credentials = false;
};

// One authorizer of an API.
struct RestAuthorizer {
  const Value* name = nullptr;  // a string
  Value* definition = nullptr;  // for securityDefinitions
  const Value* scopes = nullptr;
};

// One entry of RequestParameters: "method.request.header.Authorization".
struct RequestParameter {
  const Value* name = nullptr;
  const Value* required = nullptr;  // null: false
  const Value* caching = nullptr;
};

class SwaggerEditor : public BaseEditor {
public:
  // Requires is_swagger(&document).
  SwaggerEditor(SamContext& context, std::string_view api_id, Value& document, std::uint32_t* copies = nullptr)
      : BaseEditor(context, api_id, document, copies) {}
  // Writes the sections that were collected (securityDefinitions, gateway responses, definitions) into the document.
  void finish();

  // Integrations. Takes ownership of values; optional ones may be null. `condition` makes the method conditional.
  bool add_lambda_integration(std::string_view path, std::string_view method, Value* uri, Value* credentials,
                              const Value* condition);
  bool add_state_machine_integration(std::string_view path, std::string_view method, Value* uri, Value* credentials,
                                     Value* request_templates, const Value* condition);
  // Adds an OPTIONS method for preflight requests unless there is one.
  bool add_cors(std::string_view path, const CorsSettings& settings);
  void add_binary_media_types(const Value& types);
  bool add_disable_execute_api_endpoint(const Value& disabled);

  // swagger_security.cpp: authorization.
  void add_authorizers(const std::vector<RestAuthorizer>& authorizers);
  bool add_api_key_definition();
  bool set_default_authorizer(std::string_view path, const std::vector<RestAuthorizer>& authorizers, const Value& name,
                              bool preflight);
  bool set_default_api_key(std::string_view path, bool preflight);
  // `scopes` may be null.
  bool set_method_authorizer(std::string_view path, std::string_view method, const Value& name, const Value* scopes);
  bool set_method_api_key(std::string_view path, std::string_view method, bool required);

  // swagger_policy.cpp: resource policies. `stage` is a name or a function.
  bool add_resource_policy(const Value& policy, std::string_view path, const Value& stage);
  void add_custom_statements(const Value& statements);

  // swagger_requests.cpp: requests, models and gateway responses.
  void add_request_model(std::string_view path, std::string_view method, const Value& model_name,
                         const Value* required);
  void add_request_validator(std::string_view path, std::string_view method, bool body, bool parameters);
  void add_request_parameters(std::string_view path, std::string_view method,
                              const std::vector<RequestParameter>& parameters);
  void add_gateway_response(const Value& type, const Value& response);
  bool add_models(const Value& models);

private:
  // The mapping under this key of the document, or a new one that finish() adds.
  Value& section(Value*& kept, std::string_view key);
  bool security_of(Value& definition, std::string_view path, std::string_view method, std::vector<Value*>& entries);
  // Sets the security list, and adds the definition of AWS_IAM if that comes first.
  bool put_security(Value& definition, const std::vector<Value*>& entries);
  bool add_iam_definition();
  // All methods of the path that have an integration.
  struct Method {
    std::string name;
    Value* definition = nullptr;
  };
  std::vector<Method> all_methods(std::string_view path);
  Value* policy();
  void add_statement(Value* statement, bool unless_there);
  Value* method_resources(std::string_view path, const Value& stage);
  void add_account_statement(const Value* accounts, std::string_view effect, std::string_view path, const Value& stage);
  void add_network_statements(Value* condition, std::string_view path, const Value& stage);
  bool add_vpc_statements(const Value& policy, std::string_view list, std::string_view comparison,
                          std::string_view path, const Value& stage);
  Value* options_method(const CorsSettings& settings, Value* methods);

  Value* security_definitions_ = nullptr;
  Value* gateway_responses_ = nullptr;
  Value* definitions_ = nullptr;
  Value* policy_ = nullptr;
};

}  // namespace virga
