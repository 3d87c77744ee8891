#include "compiler/expand/serverless/events/api_event_auth.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {
namespace {

constexpr std::string_view kIam = "AWS_IAM";
constexpr std::string_view kNone = "NONE";

// Whether the event may use this authorizer; if not, reports why.
bool check_authorizer(SamContext& context, const RestMethod& method, const Value& name, const Value* api_auth) {
  const SamEvent& event = *method.event;
  const std::string subject = fmt::format("{} {}", method.method, method.path);
  if (!name.is_string()) {
    return fail(context, event, &name,
                fmt::format("Authorizer must be the name of an authorizer, found {}", describe(name)), "Auth");
  }
  if (name.text() == kIam) return true;
  const Value* authorizers = present(api_auth, "Authorizers");
  if (name.text() == kNone) {
    if (!is_nothing(present(api_auth, "DefaultAuthorizer"))) return true;
    return fail(context, event, &name,
                fmt::format("Authorizer NONE of {} removes the DefaultAuthorizer, but API '{}' has none", subject,
                            method.api_id),
                "Auth");
  }
  if (is_nothing(authorizers)) {
    return fail(context, event, &name,
                fmt::format("API '{}' defines no Authorizers, so {} cannot use authorizer '{}'", method.api_id, subject,
                            name.text()),
                "Auth");
  }
  if (!authorizers->is_mapping()) {
    context.problems.error(method.api_id, authorizers,
                           fmt::format("Auth.Authorizers must be a map, found {}", describe(*authorizers)), "Auth");
    return false;
  }
  if (!is_nothing(authorizers->get(name.text()))) return true;
  return fail(context, event, &name,
              misspelt(fmt::format("Authorizer '{}' of {} is not defined in Authorizers of API '{}'", name.text(),
                                   subject, method.api_id),
                       near_declared(name.text(), keys_of(*authorizers))),
              "Auth");
}

// The scopes of the method: its own, else those of the authorizer; null for none.
const Value* scopes_of(const Value& auth, const Value& name, const Value* api_auth) {
  const Value* authorizers = present(api_auth, "Authorizers");
  if (name.is(kNone) || authorizers == nullptr) return nullptr;
  const Value* authorizer = present(authorizers, name.text());
  if (authorizer == nullptr) return nullptr;
  const Value* own = present(&auth, "AuthorizationScopes");
  return own != nullptr ? own : present(authorizer, "AuthorizationScopes");
}

}  // namespace

bool add_event_auth(SamContext& context, const RestMethod& method, SwaggerEditor& editor, const Value& auth) {
  const SamEvent& event = *method.event;
  const ValueFactory::Scope scope(context.make, auth);
  if (!auth.is_mapping()) {
    return fail(context, event, &auth, fmt::format("Auth must be a map, found {}", describe(auth)), "Auth");
  }
  if (Value* api_auth = method.api->get("Auth")) {
    if (context.parameters.resolve_in_place(api_auth)) method.api->set("Auth", api_auth);
  }
  const Value* api_auth = method.api->get("Auth");
  const Value* name = present(&auth, "Authorizer");
  const bool named = !is_nothing(name);
  if (named && !check_authorizer(context, method, *name, api_auth)) return false;
  const Value* scopes = present(&auth, "AuthorizationScopes");
  if (!is_nothing(scopes) && !scopes->is_sequence()) {
    return fail(context, event, scopes, fmt::format("AuthorizationScopes must be a list, found {}", describe(*scopes)),
                "Auth");
  }
  if (!is_nothing(scopes) && !named) {
    return fail(context, event, scopes, "AuthorizationScopes requires an Authorizer, but the event has none", "Auth");
  }
  const Value* key = present(&auth, "ApiKeyRequired");
  if (key != nullptr && is_nothing(key) && is_nothing(present(api_auth, "ApiKeyRequired"))) {
    return fail(context, event, key,
                fmt::format("ApiKeyRequired: false removes the API's requirement of a key, but API '{}' requires none",
                            method.api_id),
                "Auth");
  }
  if (named && !editor.set_method_authorizer(method.path, method.method, *name, scopes_of(auth, *name, api_auth))) {
    return false;
  }
  if (key != nullptr && !editor.set_method_api_key(method.path, method.method, !is_nothing(key))) return false;
  const Value* policy = present(&auth, "ResourcePolicy");
  if (is_nothing(policy)) return true;
  if (!policy->is_mapping()) {
    return fail(context, event, policy, fmt::format("ResourcePolicy must be a map, found {}", describe(*policy)),
                "Auth");
  }
  // For a state machine, the transform uses null as the stage, which affects the deployment's ID.
  const bool state_machine = event.owner->type == "AWS::Serverless::StateMachine";
  const Value& stage = state_machine ? *context.make.null() : *method.stage;
  if (!editor.add_resource_policy(*policy, method.path, stage)) return false;
  const Value* statements = present(policy, "CustomStatements");
  if (!is_nothing(statements)) editor.add_custom_statements(*statements);
  return true;
}

Value* integration_credentials(SamContext& context, const Value* event_auth, const Value* api_auth) {
  const bool no_own = event_auth == nullptr || event_auth->empty();
  const bool own_iam = event_auth != nullptr && event_auth->string_at("Authorizer") == kIam;
  const bool default_iam = api_auth != nullptr && api_auth->string_at("DefaultAuthorizer") == kIam;
  if (!own_iam && !(default_iam && no_own)) return nullptr;
  // An empty InvokeRole is equivalent to NONE.
  const Value* role = nullptr;
  for (const Value* auth : {event_auth, api_auth}) {
    const Value* given = auth == nullptr ? nullptr : auth->get("InvokeRole");
    if (given == nullptr || role != nullptr) continue;
    if (is_nothing(given)) return nullptr;
    role = given;
  }
  if (role != nullptr && role->is(kNone)) return nullptr;
  if (role != nullptr && !role->is("CALLER_CREDENTIALS")) return context.make.copy(role);
  return context.make.string(arn(context, "iam::*:user/*"));
}

}  // namespace virga
