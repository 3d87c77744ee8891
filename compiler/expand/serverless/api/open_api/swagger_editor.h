// Edits the definition of a REST API: Swagger 2.0 or OpenAPI 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/api/open_api/base_editor.h"

namespace virga {

// Is it a definition of a REST API that can be edited: Swagger 2.0 or OpenAPI 3, with paths?
bool is_swagger(const Value* definition);
// "/a/{b}/{c+}" -> "/a/*/*", as ARNs of execute-api name paths.
std::string path_pattern(std::string_view path);

// The property Cors, taken apart. Values are null where they are not set.
struct CorsSettings {
  const Value* origin = nullptr;  // null stands for "'*'"
  const Value* headers = nullptr;
  const Value* methods = nullptr;  // null: those that the path has
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
  // is_swagger(&document) must hold.
  SwaggerEditor(SamContext& context, std::string_view api_id, Value& document, std::uint32_t* copies = nullptr)
      : BaseEditor(context, api_id, document, copies) {}
  // What was added to securityDefinitions, gateway responses and definitions goes into the document.
  void finish();

  // Integrations. Values are taken over and may be null where that says something; `condition` wraps the method.
  bool add_lambda_integration(std::string_view path, std::string_view method, Value* uri, Value* credentials,
                              const Value* condition);
  bool add_state_machine_integration(std::string_view path, std::string_view method, Value* uri, Value* credentials,
                                     Value* request_templates, const Value* condition);
  // The OPTIONS method that answers preflight requests, where there is none.
  bool add_cors(std::string_view path, const CorsSettings& settings);
  void add_binary_media_types(const Value& types);
  bool add_disable_execute_api_endpoint(const Value& disabled);

  // swagger_security.cpp: who may call.
  void add_authorizers(const std::vector<RestAuthorizer>& authorizers);
  bool add_api_key_definition();
  bool set_default_authorizer(std::string_view path, const std::vector<RestAuthorizer>& authorizers, const Value& name,
                              bool preflight);
  bool set_default_api_key(std::string_view path, bool preflight);
  // `scopes` may be null.
  bool set_method_authorizer(std::string_view path, std::string_view method, const Value& name, const Value* scopes);
  bool set_method_api_key(std::string_view path, std::string_view method, bool required);

  // swagger_policy.cpp: from where the API may be called. `stage` is a name or a function.
  bool add_resource_policy(const Value& policy, std::string_view path, const Value& stage);
  void add_custom_statements(const Value& statements);

  // swagger_requests.cpp: what requests and gateway responses look like.
  void add_request_model(std::string_view path, std::string_view method, const Value& model_name,
                         const Value* required);
  void add_request_validator(std::string_view path, std::string_view method, bool body, bool parameters);
  void add_request_parameters(std::string_view path, std::string_view method,
                              const std::vector<RequestParameter>& parameters);
  void add_gateway_response(const Value& type, const Value& response);
  bool add_models(const Value& models);

private:
  // The mapping that is under this key of the document, or a new one that finish() puts there.
  Value& section(Value*& kept, std::string_view key);
  bool security_of(Value& definition, std::string_view path, std::string_view method, std::vector<Value*>& entries);
  // Puts the list there; where AWS_IAM comes first, its definition too.
  bool put_security(Value& definition, const std::vector<Value*>& entries);
  bool add_iam_definition();
  // All methods of the path that have an integration: name and definition.
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
