// Edits the OpenAPI 3 document of an HTTP API.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/api/open_api/base_editor.h"

namespace virga {

// See BaseEditor. Takes ownership of values unless they are const.
class HttpApiEditor : public BaseEditor {
public:
  // Whether it is OpenAPI 3 with a map of paths, as far as that is known before deployment. Anything else must be left
  // unchanged.
  static bool accepts(const Value* document);

  // Requires accepts(&document).
  HttpApiEditor(SamContext& context, std::string_view api_id, Value& document);

  // Whether all integrations of the method invoke this function.
  bool calls_only(std::string_view path, std::string_view method, std::string_view function_id);

  // Adds an integration that invokes the function at `uri`, unless the method has an integration. `condition` is that
  // of the function, or null. False if a problem was reported.
  bool add_integration(std::string_view path, std::string_view method, Value* uri, const Value* condition);
  // Sets a key of the method's integrations.
  void set_integration_option(std::string_view path, std::string_view method, std::string_view key, const Value& value);
  // {name: "id", in: "path", required: true} for each "{id}" in the path.
  void add_path_parameters(std::string_view path, std::string_view method);
  // Appends an authorizer to the method. `scopes` is a list, or null.
  void add_method_authorizer(std::string_view path, std::string_view method, std::string_view name,
                             const Value* scopes);

  void add_security_scheme(std::string_view name, Value* scheme);
  // For the methods with an integration and no authorizer.
  void set_default_authorizer(std::string_view name, const Value* scopes);
  void add_tags(const Value& tags);
  void disable_execute_api_endpoint(const Value& disabled);
  // `settings` is a map of AllowOrigins and so on, or a function that returns such a map.
  void add_cors(const Value& settings);
  void set_info(std::string_view key, const Value& value);
  // "$default" -> "/$default", which API Gateway imports without a warning.
  void rename_default_path();

private:
  // A map in the document's root, created if missing; null if a problem was reported.
  Value* section(std::string_view name);
  void secure_default(const Entry& method, std::string_view path, const Value& item, std::string_view name,
                      const Value* scopes);
  Value* security(std::string_view name, const Value* scopes);
  void add_tag(Value& list, const Entry& tag);
};

}  // namespace virga
