#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kValidators = "x-amazon-apigateway-request-validators";
constexpr std::string_view kValidator = "x-amazon-apigateway-request-validator";
constexpr std::string_view kParameterPrefix = "method.request.";
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kResponseParameters{
    {{"Headers", "header."}, {"Paths", "path."}, {"QueryStrings", "querystring."}}};
// Those that a model usually has. https://json-schema.org/draft-04/json-schema-validation
constexpr std::array<std::string_view, 10> kModelKeys = {
    "$schema", "additionalProperties", "description", "enum",  "format",
    "items",   "properties",           "required",    "title", "type"};

std::string_view validator_name(bool body, bool parameters) {
  if (body) return parameters ? "body-and-params" : "body-only";
  return parameters ? "params-only" : "no-validation";
}

}  // namespace

void SwaggerEditor::add_request_model(std::string_view path, std::string_view method, const Value& model_name,
                                      const Value* required) {
  const std::string name = to_lower(model_name.text());
  for (Value* definition : method_definitions(path, method)) {
    Value* needed = required == nullptr || required->is_null() ? nullptr : make_.copy(required);
    if (!is_nothing(document().get("swagger"))) {
      Value* parameters = definition->get("parameters");
      if (parameters == nullptr || !parameters->is_sequence()) parameters = make_.list();
      parameters->append(
          make_.object({{"in", make_.string("body")},
                        {"name", make_.string(name)->set_authored()},
                        {"schema", make_.object({{"$ref", make_.string(fmt::format("#/definitions/{}", name))}})},
                        {"required", needed}}));
      set(*definition, "parameters", parameters);
    } else if (is_open_api_3(document().get("openapi"))) {
      Value* schema = make_.object({{"$ref", make_.string(fmt::format("#/components/schemas/{}", name))}});
      Value* content = make_.object({{"application/json", make_.object({{"schema", schema}})}});
      Value* body = make_.object({{"content", content}, {"required", needed}});
      context_.apis.python.note_ordered(*body);
      set(*definition, "requestBody", body);
    }
  }
}

void SwaggerEditor::add_request_validator(std::string_view path, std::string_view method, bool body, bool parameters) {
  const std::string_view name = validator_name(body, parameters);
  Value* validators = document().get(kValidators);
  if (is_nothing(validators) || !validators->is_mapping()) {
    validators = make_.object();
    set(document(), kValidators, validators);
  }
  if (is_nothing(validators->get(name))) {
    make_room(*validators, 1);
    set(*validators, name,
        make_.object(
            {{"validateRequestBody", make_.boolean(body)}, {"validateRequestParameters", make_.boolean(parameters)}}));
  }
  for (Value* definition : method_definitions(path, method)) {
    make_room(*definition, 1);
    set(*definition, kValidator, make_.string(name));
  }
}

void SwaggerEditor::add_request_parameters(std::string_view path, std::string_view method,
                                           const std::vector<RequestParameter>& given) {
  for (Value* definition : method_definitions(path, method)) {
    Value* parameters = definition->get("parameters");
    if (parameters == nullptr || !parameters->is_sequence()) parameters = make_.list();
    for (const RequestParameter& parameter : given) {
      const std::string_view rest = parameter.name->text().substr(kParameterPrefix.size());
      const std::size_t dot = rest.find('.');
      const std::string_view location = rest.substr(0, dot);
      const bool query = location == "querystring";
      Value* in = make_.string(query ? "query" : location);
      parameters->append(make_.object(
          {{"in", query ? in : in->set_authored()},
           {"name", make_.string(rest.substr(dot + 1))->set_authored()},
           {"required", parameter.required != nullptr ? make_.copy(parameter.required) : make_.boolean(false)},
           {"type", make_.string("string")}}));
      if (is_nothing(parameter.caching)) continue;
      Value* integration = definition->get(kIntegration);
      Value* keys = integration->get("cacheKeyParameters");
      if (keys == nullptr || !keys->is_sequence()) keys = make_.list();
      keys->append(make_.copy(parameter.name));
      set(*integration, "cacheKeyParameters", keys);
    }
    set(*definition, "parameters", parameters);
  }
}

void SwaggerEditor::add_gateway_response(const Value& type, const Value& response) {
  Value* parameters = make_.object();
  const Value* given = response.get("ResponseParameters");
  for (const auto& [kind, prefix] : kResponseParameters) {
    const Value* of_kind = given == nullptr ? nullptr : given->get(kind);
    if (of_kind == nullptr || !of_kind->is_mapping()) continue;
    for (const Entry& entry : context_.apis.python.entries(*of_kind)) {
      Value* key = make_.string(fmt::format("gatewayresponse.{}{}", prefix, entry.key->text()));
      parameters->set(entry.key->is_authored() ? key->set_authored() : key, make_.copy(entry.value));
    }
  }
  const Value* templates = response.get("ResponseTemplates");
  const Value* status = response.get("StatusCode");
  Value* made = make_.object({{"responseParameters", parameters},
                              {"responseTemplates", !is_nothing(templates) ? make_.copy(templates) : make_.object()}});
  if (status != nullptr && !status->is_null()) made->set("statusCode", make_.string(status->text()));
  Value& responses = section(gateway_responses_, "x-amazon-apigateway-gateway-responses");
  if (responses.is_mapping()) set(responses, make_.copy(&type), made);
}

bool SwaggerEditor::add_models(const Value& models) {
  Value& definitions = section(definitions_, "definitions");
  if (!definitions.is_mapping()) {
    return fail(&definitions, fmt::format("definitions must be a map, found {}", describe(definitions)));
  }
  for (const Entry& entry : context_.apis.python.entries(models)) {
    const Value* type = entry.value->get("type");
    const Entry* meant = type == nullptr ? misspelt_entry(*entry.value, "type", kModelKeys) : nullptr;
    if (meant != nullptr) {
      const std::string_view key = meant->key->text();
      return fail(meant->key, misspelt(fmt::format("Model '{}' requires a type, but has '{}'", entry.key->text(), key),
                                       near_property(key, kModelKeys)));
    }
    if (is_nothing(type)) {
      return fail(entry.value, fmt::format("Model '{}' requires a type, such as 'object'", entry.key->text()));
    }
    set(definitions, make_.string(to_lower(entry.key->text()))->set_authored(), make_.copy(entry.value));
  }
  return true;
}

}  // namespace virga
