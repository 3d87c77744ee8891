#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/api_event_auth.h"
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
constexpr std::array<std::string_view, 3> kParameterPrefixes = {"method.request.querystring.", "method.request.path.",
                                                                "method.request.header."};

constexpr std::array<std::string_view, 2> kParameterSettings = {"Required", "Caching"};

// Finds the API of the event. False if a problem was reported.
bool find_api(SamContext& context, const SamEvent& event, RestMethod& method) {
  method.event = &event;
  method.path = event.get("Path")->text();
  method.method = to_lower(event.get("Method")->text());
  const Value* reference = event.get("RestApiId");
  const Value* id = api_id_of(reference);
  const Value* body = id == nullptr ? nullptr : context.source->get(id->text());
  method.api = body == nullptr ? nullptr : body->get("Properties");
  if (method.api == nullptr || !method.api->is_mapping()) {
    return fail(context, event, reference, "RestApiId must name an API of this template", "RestApiId");
  }
  method.stage = method.api->get("StageName");
  method.api_id = id->text();
  if (method.stage != nullptr && method.stage->is_string() && method.stage->empty()) {
    context.problems.error(method.api_id, method.stage, "StageName must not be empty", "StageName");
    return false;
  }
  // A stage whose name is not known, such as a function call, is called "Stage" in IDs and policies.
  if (method.stage == nullptr || !method.stage->is_string()) method.stage = context.make.string("Stage");
  return true;
}

// "/a/" -> "/a"; API Gateway leaves out the trailing slash.
std::string_view without_last_slash(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

void add_api_permission(SamContext& context, const SamEvent& event, const EventTarget& target,
                        const RestMethod& method) {
  ValueFactory& make = context.make;
  const std::string verb = method.method == "any" ? "*" : to_upper(method.method);
  const std::string resource =
      fmt::format("execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{__ApiId__}}/${{__Stage__}}/{}{}", verb,
                  path_pattern(without_last_slash(method.path)));
  Value* source =
      make.sub(arn(context, resource),
               make.object({{"__ApiId__", make.copy(event.get("RestApiId"))}, {"__Stage__", make.string("*")}}));
  const std::string_view stage = method.stage->text();
  add_permission(context, event, target, "apigateway.amazonaws.com", source,
                 is_alphanumeric(stage) ? std::string(stage) : short_hash(stage));
}

Value* integration_uri(SamContext& context, const EventTarget& target, bool streams) {
  const std::string reference = target.is_alias ? target.logical_id : target.logical_id + ".Arn";
  Value* text =
      context.make.string(arn(context, fmt::format("apigateway:${{AWS::Region}}:lambda:path/{}/functions/${{{}}}/{}",
                                                   streams ? "2021-11-15" : "2015-03-31", reference,
                                                   streams ? "response-streaming-invocations" : "invocations")));
  if (!target.is_alias) text->set_authored();
  return context.make.object({{"Fn::Sub", text}});
}

bool add_request_model(SamContext& context, const RestMethod& method, SwaggerEditor& editor) {
  const SamEvent& event = *method.event;
  const Value* request = event.get("RequestModel");
  if (is_nothing(request)) return true;
  const auto refuse = [&](const Value* place, Complaint complaint) {
    return fail(context, event, place, std::move(complaint), "RequestModel");
  };
  if (!request->is_mapping()) {
    return refuse(request, fmt::format("RequestModel must be a map, found {}", describe(*request)));
  }
  const Value* name = present(request, "Model");
  if (is_nothing(name)) return true;
  const Value* models = present(method.api, "Models");
  if (is_nothing(models) || !models->is_mapping()) {
    return refuse(name, fmt::format("API '{}' defines no Models, so {} {} cannot use one", method.api_id, method.method,
                                    method.path));
  }
  if (!name->is_string() || is_nothing(models->get(name->text()))) {
    return refuse(name, misspelt(fmt::format("The model of {} {} is not defined in Models of API '{}'", method.method,
                                             method.path, method.api_id),
                                 name->is_string() ? near_declared(name->text(), keys_of(*models)) : NearName{}));
  }
  editor.add_request_model(method.path, method.method, *name, present(request, "Required"));
  const Value* body = present(request, "ValidateBody");
  const Value* parameters = present(request, "ValidateParameters");
  for (const Value* flag : {body, parameters}) {
    if (flag != nullptr && !flag->is_boolean()) {
      return refuse(
          flag, fmt::format("ValidateBody and ValidateParameters must be true or false, found {}", describe(*flag)));
    }
  }
  if (body != nullptr || parameters != nullptr) {
    editor.add_request_validator(method.path, method.method, !is_nothing(body), !is_nothing(parameters));
  }
  return true;
}

bool add_request_parameters(SamContext& context, const RestMethod& method, SwaggerEditor& editor) {
  const SamEvent& event = *method.event;
  const Value* given = event.get("RequestParameters");
  if (is_nothing(given)) return true;
  std::vector<RequestParameter> parameters;
  for (const Value* item : given->items()) {
    const bool named = item->is_mapping() && !item->empty();
    if (!named && !item->is_string()) {
      return fail(context, event, item,
                  fmt::format("A request parameter must be a name, or a map of a name to its settings, found {}",
                              describe(*item)),
                  "RequestParameters");
    }
    RequestParameter parameter{named ? item->entries()[0].key : item};
    const std::string_view name = parameter.name->text();
    if (std::none_of(kParameterPrefixes.begin(), kParameterPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); })) {
      return fail(context, event, item,
                  fmt::format("Request parameter '{}' must start with 'method.request.querystring.', "
                              "'method.request.path.' or 'method.request.header.'",
                              name),
                  "RequestParameters");
    }
    if (named) {
      const Value& settings = *item->entries()[0].value;
      const auto unknown = std::find_if(settings.entries().begin(), settings.entries().end(), [](const Entry& entry) {
        return std::find(kParameterSettings.begin(), kParameterSettings.end(), entry.key->text()) ==
               kParameterSettings.end();
      });
      constexpr const char* kOnly = "A request parameter only has the settings Required and Caching";
      if (!settings.is_mapping()) return fail(context, event, &settings, kOnly, "RequestParameters");
      if (unknown != settings.entries().end()) {
        const NearName near = near_property(unknown->key->text(), kParameterSettings);
        return fail(context, event, near.found() ? unknown->key : &settings, misspelt(kOnly, near),
                    "RequestParameters");
      }
      parameter.required = settings.get("Required");
      parameter.caching = settings.get("Caching");
    }
    parameters.push_back(parameter);
  }
  editor.add_request_parameters(method.path, method.method, parameters);
  return true;
}

// Applies the event's settings to the method, after its integration has been added.
bool add_method_settings(SamContext& context, const RestMethod& method, SwaggerEditor& editor) {
  const SamEvent& event = *method.event;
  const Value* auth = event.get("Auth");
  if (!is_nothing(auth) && !add_event_auth(context, method, editor, *auth)) return false;
  return add_request_model(context, method, editor) && add_request_parameters(context, method, editor);
}

// Merges the definition that SAM generated for one event into the author's, overriding it.
bool merge_definition(SamContext& context, const RestMethod& method, Value& authors, Value& made,
                      std::uint32_t made_copies) {
  PythonHistory& python = context.apis.python;
  python.settle(made, made_copies);
  const std::uint32_t copies = context.apis.definition_copies[method.api_id];
  python.note_copied(authors, copies);
  Value* paths = authors.get("paths");
  const Value* made_method = made.at("paths", method.path, normalized_method(method.method));
  if (is_nothing(paths) || made_method == nullptr) return true;
  const auto refuse = [&](const Value& place, std::string_view what) {
    context.problems.error(method.api_id, &place,
                           fmt::format("{} of DefinitionBody must be a map, found {}", what, describe(place)),
                           "DefinitionBody");
    return false;
  };
  if (!paths->is_mapping()) return refuse(*paths, "paths");
  Value* item = paths->get(method.path);
  if (item == nullptr) {
    item = context.make.object();
    python.note_ordered(*item);
    python.set(*paths, context.make.copy(method.event->get("Path")), item, copies);
  }
  if (!item->is_mapping()) return refuse(*item, fmt::format("Path '{}'", method.path));
  Value* before = item->get(method.method);
  if (!is_nothing(before) && !before->is_mapping()) return refuse(*before, fmt::format("Method '{}'", method.method));
  std::vector<std::string_view> keys;
  Value* merged = context.make.object();
  for (const auto& [part, part_copies] : {std::pair(static_cast<const Value*>(before), copies), {made_method, 0}}) {
    if (is_nothing(part)) continue;
    for (const Entry& entry : python.entries(*part, part_copies)) {
      if (!merged->has(entry.key->text())) keys.push_back(entry.key->text());
    }
    for (const Entry& entry : part->entries()) merged->set(entry.key, entry.value);
  }
  python.note_ordered(*merged, std::move(keys));
  python.set(*item, context.make.string(method.method)->set_authored(), merged, copies);
  return true;
}

bool add_integration(SamContext& context, const SamEvent& event, const EventTarget& target, const RestMethod& method) {
  ValueFactory& make = context.make;
  Value* definition = method.api->get("DefinitionBody");
  if (definition == nullptr || definition->is_null()) return true;
  const Value* auth = event.get("Auth");
  const Value* api_auth = present(method.api, "Auth");
  for (const Value* given : {auth, api_auth}) {
    if (is_nothing(given) || given->is_mapping()) continue;
    context.problems.error(given == auth ? event.owner->logical_id : method.api_id, given,
                           fmt::format("Auth must be a map, found {}", describe(*given)), "Auth");
    return false;
  }
  // With MergeDefinitions, the event gets a separate definition.
  const bool merges = !is_nothing(method.api->get("MergeDefinitions"));
  Value* edited = merges ? definition_skeleton(make, "swagger", "2.0") : definition;
  if (!is_swagger(edited)) {
    context.problems.error(method.api_id, edited,
                           "DefinitionBody is not a Swagger 2.0 or OpenAPI 3 definition with paths", "DefinitionBody");
    return false;
  }
  std::uint32_t made_copies = 0;
  SwaggerEditor editor(context, method.api_id, *edited, merges ? &made_copies : nullptr);
  if (editor.has_integration(method.path, method.method)) {
    return fail(context, event, event.get("Path"),
                fmt::format("Method '{}' of path '{}' is defined more than once in API '{}'", method.method,
                            method.path, method.api_id));
  }
  const Value* mode = event.get("ResponseTransferMode");
  const bool streams = mode != nullptr && mode->is("RESPONSE_STREAM");
  if (!editor.add_lambda_integration(method.path, method.method, integration_uri(context, target, streams),
                                     integration_credentials(context, auth, api_auth), event.owner->condition())) {
    return false;
  }
  const Value* timeout = event.get("TimeoutInMillis");
  for (Value* made : editor.method_definitions(method.path, method.method)) {
    Value& integration = *made->get(kIntegration);
    if (!is_nothing(timeout)) editor.set(integration, "timeoutInMillis", make.copy(timeout));
    if (streams) editor.set(integration, "responseTransferMode", make.string("STREAM"));
  }
  if (!add_method_settings(context, method, editor)) return false;
  editor.finish();
  return merges ? merge_definition(context, method, *definition, *edited, made_copies) : editor.ok();
}

// Applies the Auth of an event whose method the author wrote.
bool override_auth(SamContext& context, const SamEvent& event, const RestMethod& method) {
  const Value* auth = event.get("Auth");
  Value* definition = method.api->get("DefinitionBody");
  if (is_nothing(auth) || is_nothing(auth->get("OverrideApiAuth")) || is_nothing(definition)) return true;
  if (is_nothing(present(auth, "Authorizer")) && present(auth, "ApiKeyRequired") == nullptr &&
      is_nothing(present(auth, "ResourcePolicy"))) {
    return fail(context, event, auth, "OverrideApiAuth requires Authorizer, ApiKeyRequired or ResourcePolicy", "Auth");
  }
  if (!is_swagger(definition)) {
    context.problems.error(method.api_id, definition,
                           "DefinitionBody is not a Swagger 2.0 or OpenAPI 3 definition with paths", "DefinitionBody");
    return false;
  }
  SwaggerEditor editor(context, method.api_id, *definition);
  if (!add_event_auth(context, method, editor, *auth)) return false;
  editor.finish();
  return editor.ok();
}

// A deployment depends on the names of the functions behind its API.
void note_function_name(SamContext& context, const SamEvent& event, const RestMethod& method) {
  const Value* name = event.owner->get("FunctionName");
  Value* resolved = context.parameters.resolve(name);
  if (is_nothing(resolved)) return;
  context.apis.function_names[method.api_id] +=
      resolved->is_string() ? std::string(resolved->text()) : context.apis.python.text(*resolved, 0);
}

}  // namespace

bool expand_api_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  RestMethod method;
  if (!find_api(context, event, method)) return false;
  note_function_name(context, event, method);
  add_api_permission(context, event, target, method);
  const bool ours = !is_nothing(method.api->get(kManaged)) || !is_nothing(method.api->get("MergeDefinitions"));
  return ours ? add_integration(context, event, target, method) : override_auth(context, event, method);
}

bool expand_state_machine_api_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  RestMethod method;
  if (!find_api(context, event, method)) return false;
  ValueFactory& make = context.make;
  Value* credentials = add_start_execution_role(context, event, target, "apigateway.amazonaws.com");
  Value* definition = method.api->get("DefinitionBody");
  if (is_nothing(method.api->get(kManaged)) || definition == nullptr || definition->is_null()) return true;
  if (!is_swagger(definition)) {
    context.problems.error(method.api_id, definition,
                           "DefinitionBody is not a Swagger 2.0 or OpenAPI 3 definition with paths", "DefinitionBody");
    return false;
  }
  SwaggerEditor editor(context, method.api_id, *definition);
  if (editor.has_integration(method.path, method.method)) {
    return fail(context, event, event.get("Path"),
                fmt::format("Method '{}' of path '{}' is defined more than once in API '{}'", method.method,
                            method.path, method.api_id));
  }
  // With UnescapeMappingTemplate, the backslashes that the escape function adds before quotes are removed.
  const bool unescape = !is_nothing(event.get("UnescapeMappingTemplate"));
  const std::string request =
      fmt::format(R"({{"input": "$util.escapeJavaScript($input.json('$')){}", "stateMachineArn": "${{{}}}"}})",
                  unescape ? R"(.replaceAll("\\'","'"))" : "", target.logical_id);
  Value* uri = make.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution");
  Value* templates = make.object({{"application/json", make.sub(request)}});
  if (!editor.add_state_machine_integration(method.path, method.method, uri, credentials, templates,
                                            event.owner->condition())) {
    return false;
  }
  const Value* auth = event.get("Auth");
  if (!is_nothing(auth) && !add_event_auth(context, method, editor, *auth)) return false;
  editor.finish();
  return editor.ok();
}

}  // namespace virga
