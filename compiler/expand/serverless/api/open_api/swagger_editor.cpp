#include "compiler/expand/serverless/api/open_api/swagger_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kSecurityDefinitions = "securityDefinitions";
constexpr std::string_view kGatewayResponses = "x-amazon-apigateway-gateway-responses";
constexpr std::string_view kDefinitions = "definitions";
constexpr std::string_view kBinaryMediaTypes = "x-amazon-apigateway-binary-media-types";
constexpr std::string_view kEndpoint = "x-amazon-apigateway-endpoint-configuration";
constexpr std::string_view kAllMethods = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT";
constexpr std::string_view kOptions = "options";

bool is_name(char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; }

Value* unescaped(ValueFactory& make, const Value& value) {
  if (value.is_sequence()) {
    Value* list = make.list();
    for (const Value* item : value.items()) list->append(unescaped(make, *item));
    return list;
  }
  if (value.is_mapping()) {
    Value* map = make.object();
    for (const Entry& entry : value.entries()) map->set(unescaped(make, *entry.key), unescaped(make, *entry.value));
    return map;
  }
  if (!value.is_string()) return make.copy(&value);
  std::string text(value.text());
  for (std::size_t at = text.find("~1"); at != std::string::npos; at = text.find("~1", at + 1))
    text.replace(at, 2, "/");
  return make.string(text)->set_authored();
}

}  // namespace

bool is_swagger(const Value* definition) {
  if (definition == nullptr || !definition->is_mapping()) return false;
  const Value* paths = definition->get("paths");
  if (paths == nullptr || !paths->is_mapping()) return false;
  return !is_nothing(definition->get("swagger")) ||
         (!is_nothing(definition->get("openapi")) && is_open_api_3(definition->get("openapi")));
}

std::string path_pattern(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = at + 1;
    while (path[at] == '{' && end < path.size() && is_name(path[end])) ++end;
    const bool named = path[at] == '{' && end > at + 1;
    if (named && end < path.size() && path[end] == '+') ++end;
    if (named && end < path.size() && path[end] == '}') {
      out += '*';
      at = end + 1;
    } else {
      out += path[at++];
    }
  }
  return out;
}

void SwaggerEditor::finish() {
  const std::array<std::pair<std::string_view, Value*>, 3> sections{{{kSecurityDefinitions, security_definitions_},
                                                                     {kGatewayResponses, gateway_responses_},
                                                                     {kDefinitions, definitions_}}};
  for (const auto& [key, value] : sections) {
    if (value != nullptr && !value->empty()) set(document(), key, value);
  }
  BaseEditor::finish();
}

Value& SwaggerEditor::section(Value*& kept, std::string_view key) {
  if (kept == nullptr) kept = document().get(key);
  if (is_nothing(kept)) kept = make_.object();
  return *kept;
}

bool SwaggerEditor::add_lambda_integration(std::string_view path, std::string_view method, Value* uri,
                                           Value* credentials, const Value* condition) {
  if (!add_path(path, method)) return false;
  const std::string name = normalized_method(method);
  for (Value* item : path_items(path)) {
    Value* definition = item->get(name);
    if (definition == nullptr || !definition->is_mapping()) {
      return fail(definition, fmt::format("Method '{}' of path '{}' must be a map", name, path));
    }
    Value* integration = make_.object({{"type", make_.string("aws_proxy")},
                                       {"httpMethod", make_.string("POST")},
                                       {"uri", conditional(condition, make_.copy(uri))},
                                       {"credentials", make_.copy(credentials)}});
    set(*definition, kIntegration, integration);
    if (!definition->has("responses")) set(*definition, "responses", make_.object());
    if (!is_nothing(condition)) set(*item, name, conditional(condition, definition));
  }
  return true;
}

bool SwaggerEditor::add_state_machine_integration(std::string_view path, std::string_view method, Value* uri,
                                                  Value* credentials, Value* request_templates,
                                                  const Value* condition) {
  if (!add_path(path, method)) return false;
  const std::string name = normalized_method(method);
  const auto status = [&](std::string_view key, std::string_view text) {
    return make_.object({{key, make_.string(text)}});
  };
  for (Value* item : path_items(path)) {
    Value* definition = item->get(name);
    if (definition == nullptr || !definition->is_mapping()) {
      return fail(definition, fmt::format("Method '{}' of path '{}' must be a map", name, path));
    }
    Value* integration = make_.object(
        {{"type", make_.string("aws")},
         {"httpMethod", make_.string("POST")},
         {"uri", conditional(condition, make_.copy(uri))},
         {"responses", make_.object({{"200", status("statusCode", "200")}, {"400", status("statusCode", "400")}})},
         {"credentials", make_.copy(credentials)}});
    set(*definition, kIntegration, integration);
    if (!definition->has("responses")) {
      set(*definition, "responses",
          make_.object({{"200", status("description", "OK")}, {"400", status("description", "Bad Request")}}));
    }
    make_room(*integration, 1);
    set(*integration, "requestTemplates", make_.copy(request_templates));
    if (!is_nothing(condition)) set(*item, name, conditional(condition, definition));
  }
  return true;
}

bool SwaggerEditor::add_cors(std::string_view path, const CorsSettings& settings) {
  Value* methods = !is_nothing(settings.methods) ? make_.copy(settings.methods) : nullptr;
  for (Value* item : path_items(path)) {
    if (item->has(kOptions)) continue;
    if (settings.origin != nullptr && is_nothing(settings.origin)) {
      return fail(settings.origin, "Cors requires AllowOrigin, the origins that can call the API, such as \"'*'\"");
    }
    if (methods == nullptr) {
      std::set<std::string> names{"OPTIONS"};
      for (const Entry& entry : item->entries()) names.insert(to_upper(entry.key->text()));
      std::string joined(kAllMethods);
      if (!item->has(kAnyMethod)) {
        joined.clear();
        for (const std::string& name : names) joined += (joined.empty() ? "" : ",") + name;
      }
      methods = make_.string("'" + joined + "'");
    }
    set(*item, kOptions, options_method(settings, make_.copy(methods)));
  }
  return true;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/enable-cors-for-resource-using-swagger-importer-tool.html
Value* SwaggerEditor::options_method(const CorsSettings& settings, Value* methods) {
  Value* parameters = make_.object();
  Value* headers = make_.object();
  const auto add = [&](std::string_view header, Value* value, std::string_view type = "string") {
    parameters->set(fmt::format("method.response.header.{}", header), value);
    headers->set(header, make_.object({{"type", make_.string(type)}}));
  };
  add("Access-Control-Allow-Origin", settings.origin != nullptr ? make_.copy(settings.origin) : make_.string("'*'"));
  if (!is_nothing(settings.headers)) add("Access-Control-Allow-Headers", make_.copy(settings.headers));
  add("Access-Control-Allow-Methods", methods);
  if (settings.max_age != nullptr) add("Access-Control-Max-Age", make_.copy(settings.max_age), "integer");
  if (settings.credentials) add("Access-Control-Allow-Credentials", make_.string("'true'"));
  Value* response = make_.object({{"statusCode", make_.string("200")},
                                  {"responseParameters", parameters},
                                  {"responseTemplates", make_.object({{"application/json", make_.string("{}\n")}})}});
  Value* integration = make_.object(
      {{"type", make_.string("mock")},
       {"requestTemplates", make_.object({{"application/json", make_.string("{\n  \"statusCode\" : 200\n}\n")}})},
       {"responses", make_.object({{"default", response}})}});
  Value* answer =
      make_.object({{"description", make_.string("Default response for CORS method")}, {"headers", headers}});
  return make_.object({{"summary", make_.string("CORS support")},
                       {"consumes", make_.list({make_.string("application/json")})},
                       {"produces", make_.list({make_.string("application/json")})},
                       {kIntegration, integration},
                       {"responses", make_.object({{"200", answer}})}});
}

void SwaggerEditor::add_binary_media_types(const Value& types) {
  set(document(), kBinaryMediaTypes, unescaped(make_, types));
}

bool SwaggerEditor::add_disable_execute_api_endpoint(const Value& disabled) {
  const auto add = [&](Value& place) {
    Value* endpoint = place.get(kEndpoint);
    if (endpoint == nullptr) {
      endpoint = make_.object();
      set(place, kEndpoint, endpoint);
    }
    if (!endpoint->is_mapping()) {
      return fail(endpoint, fmt::format("'{}' must be a map, found {}", kEndpoint, describe(*endpoint)));
    }
    set(*endpoint, "disableExecuteApiEndpoint", make_.copy(&disabled));
    return true;
  };
  if (!is_open_api_3(document().get("openapi"))) return add(document());
  Value* servers = document().get("servers");
  if (servers == nullptr) {
    servers = make_.list({make_.object()});
    set(document(), "servers", servers);
  }
  for (Value* server : servers->items()) {
    if (!server->is_mapping()) {
      return fail(server, fmt::format("A server of the definition must be a map, found {}", describe(*server)));
    }
    if (!add(*server)) return false;
  }
  return true;
}

}  // namespace virga
