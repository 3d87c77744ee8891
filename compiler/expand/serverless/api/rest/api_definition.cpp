#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 5> kCorsSettings = {"AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge",
                                                           "AllowCredentials"};
constexpr std::array<std::string_view, 3> kResponseSettings = {"ResponseParameters", "ResponseTemplates", "StatusCode"};
constexpr std::array<std::string_view, 3> kResponseParameters = {"Headers", "Paths", "QueryStrings"};

template <typename Names>
const Entry* unknown_key(const Value& map, const Names& names) {
  for (const Entry& entry : map.entries()) {
    if (std::find(names.begin(), names.end(), entry.key->text()) == names.end()) return &entry;
  }
  return nullptr;
}

// One to three digits.
bool is_status(const Value& value) {
  const std::string_view text = value.text();
  return value.is_scalar() && !text.empty() && text.size() <= 3 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool check_gateway_response(const RestApi& api, const Entry& entry) {
  constexpr std::string_view kProperty = "GatewayResponses";
  const Value& response = *entry.value;
  const std::string_view type = entry.key->text();
  if (!response.is_mapping() || response.is_intrinsic()) {
    return api.fail(
        &response, fmt::format("Gateway response {} must be a map of its settings, found {}", type, describe(response)),
        kProperty);
  }
  if (const Entry* unknown = unknown_key(response, kResponseSettings)) {
    return api.fail(unknown->key,
                    misspelt(fmt::format("Unknown key '{1}' in gateway response {0}", type, unknown->key->text()),
                             near_property(unknown->key->text(), kResponseSettings),
                             "; expected ResponseParameters, ResponseTemplates or StatusCode"),
                    kProperty);
  }
  const Value* parameters = present(&response, "ResponseParameters");
  if (!is_nothing(parameters) && !parameters->is_mapping()) {
    return api.fail(parameters, fmt::format("ResponseParameters must be a map, found {}", describe(*parameters)),
                    kProperty);
  }
  if (parameters != nullptr) {
    if (const Entry* unknown = unknown_key(*parameters, kResponseParameters)) {
      return api.fail(unknown->key,
                      misspelt(fmt::format("Unknown key '{}' in ResponseParameters", unknown->key->text()),
                               near_property(unknown->key->text(), kResponseParameters),
                               "; expected Headers, Paths or QueryStrings"),
                      kProperty);
    }
    for (const Entry& kind : parameters->entries()) {
      if (kind.value->is_mapping()) continue;
      return api.fail(kind.value, fmt::format("{} must be a map, found {}", kind.key->text(), describe(*kind.value)),
                      kProperty);
    }
  }
  const Value* status = present(&response, "StatusCode");
  if (!is_nothing(status) && !is_status(*status)) {
    return api.fail(status, fmt::format("StatusCode must be an HTTP status such as 404, found {}", describe(*status)),
                    kProperty);
  }
  return true;
}

// {"type": "string"} -> {"schema": {"type": "string"}} for each header of a response to preflight requests.
bool wrap_headers(RestApi& api, std::string_view path, const Value& options) {
  const Value* responses = present(&options, "responses");
  const Value* answer = present(responses, "200");
  Value* headers = present(answer, "headers");
  for (const Value* value : {responses, answer, static_cast<const Value*>(headers)}) {
    if (is_nothing(value) || value->is_mapping()) continue;
    return api.fail(
        value,
        fmt::format("The responses of method 'options' of path '{}' must be maps with maps of headers, found {}", path,
                    describe(*value)),
        "DefinitionBody");
  }
  if (is_nothing(headers)) return true;
  const std::uint32_t copies = api.context.apis.definition_copies[api.id()];
  for (const Entry& entry : std::vector<Entry>(headers->entries().begin(), headers->entries().end())) {
    api.context.apis.python.set(*headers, entry.key->text(), api.make.object({{"schema", entry.value}}), copies);
  }
  return true;
}

}  // namespace

bool needs_definition(const RestApi& api, std::string_view property) {
  if (is_nothing(api.definition)) {
    return api.fail(api.resource.get(property),
                    fmt::format("{} changes the definition of the API, so it requires DefinitionBody", property),
                    property);
  }
  if (!is_swagger(api.definition)) {
    return api.fail(api.definition,
                    "DefinitionBody must be a Swagger 2.0 or OpenAPI 3 definition with paths because other properties "
                    "of the API change it",
                    "DefinitionBody");
  }
  for (const Entry& path : api.definition->get("paths")->entries()) {
    if (path.value->is_mapping()) continue;
    return api.fail(
        path.value,
        fmt::format("Path '{}' must be a map of methods, found {}", path.key->text(), describe(*path.value)),
        "DefinitionBody");
  }
  return true;
}

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
bool add_cors(RestApi& api) {
  const Value* cors = api.resource.get("Cors");
  if (is_nothing(cors)) return true;
  const ValueFactory::Scope scope(api.make, *cors);
  CorsSettings settings;
  if (cors->is_string() || cors->is_intrinsic()) {
    settings.origin = cors;
  } else if (!cors->is_mapping()) {
    return api.fail(
        cors, fmt::format("Cors must be the allowed origins or a map of settings, found {}", describe(*cors)), "Cors");
  } else if (const Entry* unknown = unknown_key(*cors, kCorsSettings)) {
    return api.fail(unknown->key,
                    misspelt(fmt::format("Unknown key '{}' in Cors", unknown->key->text()),
                             near_property(unknown->key->text(), kCorsSettings),
                             "; expected AllowMethods, AllowHeaders, AllowOrigin, MaxAge or AllowCredentials"),
                    "Cors");
  } else {
    settings = {cors->get("AllowOrigin"), cors->get("AllowHeaders"), cors->get("AllowMethods"),
                present(cors, "MaxAge")};
    const Value* credentials = cors->get("AllowCredentials");
    settings.credentials = credentials != nullptr && credentials->is_boolean() && !is_nothing(credentials);
  }
  if (!needs_definition(api, "Cors")) return false;
  if (settings.credentials && (settings.origin == nullptr || settings.origin->is("'*'"))) {
    return api.fail(
        cors, "AllowCredentials cannot be used when AllowOrigin is '*' because browsers refuse it; name the origin",
        "Cors");
  }
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  for (const std::string_view path : editor.path_names()) {
    if (!editor.add_cors(path, settings)) return false;
  }
  editor.finish();
  return editor.ok();
}

bool add_gateway_responses(RestApi& api) {
  const Value* responses = api.resource.get("GatewayResponses");
  if (is_nothing(responses)) return true;
  const ValueFactory::Scope scope(api.make, *responses);
  if (!responses->is_mapping()) {
    return api.fail(responses, fmt::format("GatewayResponses must be a map, found {}", describe(*responses)),
                    "GatewayResponses");
  }
  for (const Entry& entry : responses->entries()) {
    if (!check_gateway_response(api, entry)) return false;
  }
  if (!needs_definition(api, "GatewayResponses")) return false;
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  for (const Entry& entry : api.context.apis.python.entries(*responses)) {
    editor.add_gateway_response(*entry.key, *entry.value);
  }
  editor.finish();
  return editor.ok();
}

bool add_binary_media_types(RestApi& api) {
  const Value* types = api.resource.get("BinaryMediaTypes");
  if (is_nothing(types) || is_nothing(api.definition)) return true;
  const ValueFactory::Scope scope(api.make, *types);
  if (!needs_definition(api, "BinaryMediaTypes")) return false;
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  editor.add_binary_media_types(*types);
  editor.finish();
  return editor.ok();
}

bool add_models(RestApi& api) {
  const Value* models = api.resource.get("Models");
  if (is_nothing(models)) return true;
  const ValueFactory::Scope scope(api.make, *models);
  if (!needs_definition(api, "Models")) return false;
  for (const Entry& entry : models->entries()) {
    if (entry.value->is_mapping()) continue;
    return api.fail(
        entry.value,
        fmt::format("Model '{}' must be a map (a JSON schema), found {}", entry.key->text(), describe(*entry.value)),
        "Models");
  }
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  if (!editor.add_models(*models)) return false;
  editor.finish();
  return editor.ok() && move_to_open_api_3(api);
}

bool add_endpoint_setting(RestApi& api) {
  const Value* disabled = api.resource.get("DisableExecuteApiEndpoint");
  if (disabled == nullptr) return true;
  const ValueFactory::Scope scope(api.make, *disabled);
  if (!needs_definition(api, "DisableExecuteApiEndpoint")) return false;
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  if (!editor.add_disable_execute_api_endpoint(*disabled)) return false;
  editor.finish();
  return editor.ok();
}

// https://swagger.io/specification/v3/#components-object
bool move_to_open_api_3(RestApi& api) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kMoved{
      {{"securityDefinitions", "securitySchemes"}, {"definitions", "schemas"}}};
  if (api.definition == nullptr || !api.definition->is_mapping()) return true;
  Value& definition = *api.definition;
  if (present(&definition, "swagger") != nullptr) return true;
  if (api.open_api_version == nullptr) api.open_api_version = present(&definition, "openapi");
  if (!is_open_api_3(api.open_api_version)) return true;
  PythonHistory& python = api.context.apis.python;
  const std::uint32_t copies = api.context.apis.definition_copies[api.id()];
  for (const auto& [before, after] : kMoved) {
    Value* moved = definition.get(before);
    if (is_nothing(moved)) continue;
    Value* components = definition.get("components");
    if (is_nothing(components) || !components->is_mapping()) components = api.make.object();
    python.move(definition, before, *components, after, copies);
    python.set(definition, "components", components, copies);
    python.erase(definition, before, copies);
  }
  Value* paths = definition.get("paths");
  if (is_nothing(paths)) return true;
  const auto refuse = [&](const Value& place, std::string_view what) {
    return api.fail(&place, fmt::format("{} of the definition must be a map, found {}", what, describe(place)),
                    "DefinitionBody");
  };
  if (!paths->is_mapping()) return refuse(*paths, "paths");
  for (const Entry& entry : paths->entries()) {
    if (!entry.value->is_mapping()) return refuse(*entry.value, fmt::format("Path '{}'", entry.key->text()));
    Value* options = entry.value->get("options");
    if (is_nothing(options)) continue;
    if (!options->is_mapping()) {
      return refuse(*options, fmt::format("Method 'options' of path '{}'", entry.key->text()));
    }
    python.erase(*options, "produces", copies);
    python.erase(*options, "consumes", copies);
    if (!wrap_headers(api, entry.key->text(), *options)) return false;
  }
  return true;
}

}  // namespace virga
