#include "compiler/expand/serverless/api/open_api/http_api_editor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/characters.h"

namespace virga {
namespace {

constexpr std::string_view kDefaultPath = "$default";
constexpr std::string_view kTagValue = "x-amazon-apigateway-tag-value";
constexpr std::string_view kCors = "x-amazon-apigateway-cors";
constexpr std::string_view kEndpoint = "x-amazon-apigateway-endpoint-configuration";

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kCorsKeys{{
    {"AllowOrigins", "allowOrigins"},
    {"AllowHeaders", "allowHeaders"},
    {"AllowMethods", "allowMethods"},
    {"ExposeHeaders", "exposeHeaders"},
    {"MaxAge", "maxAge"},
    {"AllowCredentials", "allowCredentials"},
}};

// The logical ID of the function in "…/functions/${Function.Arn}/invocations"; empty for anything else, such as an
// alias.
std::string_view called_function(const Value& uri) {
  std::string_view text = uri.string_at("Fn::Sub");
  const std::size_t end = text.find(".Arn");
  if (end == std::string_view::npos) return {};
  std::size_t begin = end;
  while (begin > 0 && is_letter_or_digit(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
}

// Renames the keys of CORS to OpenAPI's spelling, even inside functions.
void rename_cors_keys(ValueFactory& make, Value& value) {
  for (const auto& [from, to] : kCorsKeys) {
    const Entry* entry = value.find(from);
    if (entry == nullptr) continue;
    Value* content = entry->value;
    value.erase(from);
    value.set(make.string(to), content);
  }
  for (const Entry& entry : value.entries()) rename_cors_keys(make, *entry.value);
  for (Value* item : value.items()) rename_cors_keys(make, *item);
}

}  // namespace

bool HttpApiEditor::accepts(const Value* document) {
  const Value* paths = document == nullptr ? nullptr : document->get("paths");
  return paths != nullptr && paths->is_mapping() && is_open_api_3(document->get("openapi"));
}

HttpApiEditor::HttpApiEditor(SamContext& context, std::string_view api_id, Value& document)
    : BaseEditor(context, api_id, document) {}

bool HttpApiEditor::calls_only(std::string_view path, std::string_view method, std::string_view function_id) {
  if (!has_integration(path, method)) return false;
  for (Value* definition : method_definitions(path, method, true)) {
    Value* integration = definition->get(kIntegration);
    Value* uri = integration == nullptr ? nullptr : integration->get("uri");
    if (uri == nullptr || !uri->is_mapping()) return false;
    for (const Value* side : contents(uri)) {
      if (called_function(*side) != function_id) return false;
    }
  }
  return true;
}

bool HttpApiEditor::add_integration(std::string_view path, std::string_view method, Value* uri,
                                    const Value* condition) {
  const std::string name = normalized_method(method);
  if (has_integration(path, name)) return true;
  if (!add_path(path, name)) return false;
  uri = conditional(condition, uri);
  bool first = true;
  for (Value* item : path_items(path)) {
    Value* definition = item->get(name);
    if (definition == nullptr || definition->is_null()) {
      definition = make_.object();
      set(*item, name, definition);
    }
    if (!definition->is_mapping()) {
      return fail(definition,
                  fmt::format("Method '{}' of path '{}' must be a map, found {}", name, path, describe(*definition)));
    }
    set(*definition, kIntegration,
        make_.object({{"type", make_.string("aws_proxy")},
                      {"httpMethod", make_.string("POST")},
                      {"payloadFormatVersion", make_.string("2.0")},
                      {"uri", std::exchange(first, false) ? uri : make_.copy(uri)}}));
    if (path == kDefaultPath && name == kAnyMethod) set(*definition, "isDefaultRoute", make_.boolean(true));
    if (!definition->has("responses")) set(*definition, "responses", make_.object());
    set(*item, name, conditional(condition, definition));
  }
  return true;
}

void HttpApiEditor::set_integration_option(std::string_view path, std::string_view method, std::string_view key,
                                           const Value& value) {
  for (Value* definition : method_definitions(path, method)) {
    Value& integration = *definition->get(kIntegration);
    if (integration.is_mapping()) {
      set(integration, key, make_.copy(&value));
    } else {
      fail(&integration, fmt::format("{} must be a map, found {}", kIntegration, describe(integration)));
    }
  }
}

void HttpApiEditor::add_path_parameters(std::string_view path, std::string_view method) {
  constexpr std::string_view kParameters = "parameters";
  for (std::string_view rest = path;;) {
    const std::size_t begin = rest.find('{');
    const std::size_t end = begin == std::string_view::npos ? begin : rest.find('}', begin);
    if (end == std::string_view::npos) return;
    const std::string_view name = rest.substr(begin + 1, end - begin - 1);
    rest.remove_prefix(end + 1);
    for (Value* definition : method_definitions(path, method)) {
      Value* parameters = definition->get(kParameters);
      if (parameters == nullptr) {
        parameters = make_.list();
        set(*definition, kParameters, parameters);
      }
      if (!parameters->is_sequence()) {
        fail(parameters, fmt::format("The parameters of '{}' must be a list, found {}", path, describe(*parameters)));
        return;
      }
      const auto items = parameters->items();
      const auto known =
          std::find_if(items.begin(), items.end(), [&](const Value* item) { return item->string_at("name") == name; });
      Value* parameter = known == items.end() ? make_.object({{"name", make_.string(name)}}) : *known;
      set(*parameter, "in", make_.string("path"));
      set(*parameter, "required", make_.boolean(true));
      if (known == items.end()) parameters->append(parameter);
    }
  }
}

Value* HttpApiEditor::security(std::string_view name, const Value* scopes) {
  return make_.object({{name, scopes == nullptr ? make_.list() : make_.copy(scopes)}});
}

void HttpApiEditor::add_method_authorizer(std::string_view path, std::string_view method, std::string_view name,
                                          const Value* scopes) {
  constexpr std::string_view kSecurity = "security";
  for (Value* definition : method_definitions(path, method)) {
    Value* list = definition->get(kSecurity);
    if (list == nullptr) {
      list = make_.list();
      set(*definition, kSecurity, list);
    }
    if (!list->is_sequence()) {
      fail(list, fmt::format("The security of '{}' must be a list, found {}", path, describe(*list)));
      continue;
    }
    list->append(security(name, scopes));
  }
}

Value* HttpApiEditor::section(std::string_view name) {
  Value* found = document().get(name);
  if (found == nullptr || found->is_null()) {
    found = make_.object();
    set(document(), name, found);
  }
  if (found->is_mapping()) return found;
  fail(found, fmt::format("'{}' of an OpenAPI document must be a map, found {}", name, describe(*found)));
  return nullptr;
}

void HttpApiEditor::add_security_scheme(std::string_view name, Value* scheme) {
  constexpr std::string_view kSchemes = "securitySchemes";
  Value* components = section("components");
  if (components == nullptr) return;
  Value* schemes = components->get(kSchemes);
  if (is_nothing(schemes)) {
    schemes = make_.object();
    set(*components, kSchemes, schemes);
  }
  if (!schemes->is_mapping()) {
    fail(schemes, fmt::format("'{}' must be a map, found {}", kSchemes, describe(*schemes)));
    return;
  }
  set(*schemes, name, scheme);
}

void HttpApiEditor::set_default_authorizer(std::string_view name, const Value* scopes) {
  for (const std::string_view path : path_names()) {
    for (Value* item : path_items(path)) {
      for (const Entry& method : item->entries()) secure_default(method, path, *item, name, scopes);
    }
  }
}

void HttpApiEditor::secure_default(const Entry& method, std::string_view path, const Value& item, std::string_view name,
                                   const Value* scopes) {
  const std::string normalized = normalized_method(method.key->text());
  // Browsers send OPTIONS requests before they authenticate the user.
  if (normalized == "parameters" || normalized == "options") return;
  if (!item.has(normalized)) {
    fail(method.key, fmt::format("Method '{}' of path '{}' must be written '{}' for the default authorizer",
                                 method.key->text(), path, normalized));
    return;
  }
  for (Value* definition : contents(method.value)) {
    if (!definition->is_mapping()) {
      fail(definition->is_null() ? method.key : definition,
           fmt::format("Method '{}' of path '{}' must be a map, found {}", normalized, path, describe(*definition)));
    } else if (!is_nothing(definition->get(kIntegration)) && is_nothing(definition->get("security"))) {
      set(*definition, "security", make_.list({security(name, scopes)}));
    }
  }
}

void HttpApiEditor::add_tags(const Value& tags) {
  constexpr std::string_view kTags = "tags";
  Value* list = document().get(kTags);
  if (is_nothing(list)) {
    list = make_.list();
    set(document(), kTags, list);
  }
  if (!list->is_sequence()) {
    fail(list, fmt::format("The tags of an OpenAPI document must be a list, found {}", describe(*list)));
    return;
  }
  for (const Entry& tag : context_.apis.python.entries(tags)) add_tag(*list, tag);
}

void HttpApiEditor::add_tag(Value& list, const Entry& tag) {
  const auto items = list.items();
  const auto known = std::find_if(items.begin(), items.end(),
                                  [&](const Value* item) { return item->string_at("name") == tag.key->text(); });
  if (known != items.end()) {
    set(**known, kTagValue, make_.copy(tag.value));
    return;
  }
  list.append(make_.object({{"name", make_.copy(tag.key)}, {kTagValue, make_.copy(tag.value)}}));
}

void HttpApiEditor::disable_execute_api_endpoint(const Value& disabled) {
  constexpr std::string_view kServers = "servers";
  Value* servers = document().get(kServers);
  if (servers == nullptr) {
    servers = make_.list({make_.object()});
    set(document(), kServers, servers);
  }
  for (Value* server : servers->items()) {
    Value* endpoint = server->get(kEndpoint);
    if (server->is_mapping() && endpoint == nullptr) {
      endpoint = make_.object();
      set(*server, kEndpoint, endpoint);
    }
    if (endpoint == nullptr || !endpoint->is_mapping()) {
      fail(server, fmt::format("Each of the document's {} must be a map", kServers));
      continue;
    }
    set(*endpoint, "disableExecuteApiEndpoint", make_.copy(&disabled));
  }
}

void HttpApiEditor::add_cors(const Value& settings) {
  Value* cors = section(kCors);
  if (cors == nullptr) return;
  if (settings.is_intrinsic()) {
    Value* renamed = make_.copy(&settings);
    rename_cors_keys(make_, *renamed);
    for (const Entry& entry : renamed->entries()) set(*cors, entry.key, entry.value);
    return;
  }
  for (const auto& [name, key] : kCorsKeys) {
    const Value* value = settings.get(name);
    // A MaxAge of 0 is significant, but AllowCredentials: false is not.
    const bool counts = name == "MaxAge"             ? value != nullptr && !value->is_null()
                        : name == "AllowCredentials" ? value != nullptr && value->is_boolean() && !is_nothing(value)
                                                     : !is_nothing(value);
    if (counts) set(*cors, key, make_.copy(value));
  }
}

void HttpApiEditor::set_info(std::string_view key, const Value& value) {
  if (Value* info = section("info")) set(*info, key, make_.copy(&value));
}

void HttpApiEditor::rename_default_path() {
  Value* item = paths().get(kDefaultPath);
  if (item == nullptr) return;
  erase(paths(), kDefaultPath);
  set(paths(), fmt::format("/{}", kDefaultPath), item);
}

}  // namespace virga
