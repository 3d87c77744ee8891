#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/api/http/http_api_authorizers.h"
#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/open_api/http_api_editor.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/sam_events.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kDefaultPath = "$default";

// "/pets/{id}/" -> "/pets/*", the form of paths in ARNs of requests. API Gateway leaves out the trailing slash.
std::string path_pattern(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto in_name = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; };
  std::string out;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const std::size_t end = path[at] == '{' ? path.find('}', at) : std::string_view::npos;
    const std::string_view name =
        end == std::string_view::npos ? std::string_view{} : path.substr(at + 1, end - at - 1);
    if (!name.empty() && (name == "proxy+" || std::all_of(name.begin(), name.end(), in_name))) {
      out += '*';
      at = end;
    } else {
      out += path[at];
    }
  }
  return out;
}

class HttpApiEventExpander {
public:
  HttpApiEventExpander(SamContext& context, const SamEvent& event, const EventTarget& target)
      : context_(context), make_(context.make), event_(event), target_(target) {}

  bool expand() {
    const Value* id = api_id_of(event_.get("ApiId"));
    const Value* api = id == nullptr ? nullptr : context_.source->get(id->text());
    const Value* path = event_.get("Path");
    const Value* method = event_.get("Method");
    if (api == nullptr || path == nullptr || method == nullptr || !path->is_string() || !method->is_string()) {
      return fail(context_, event_, event_.body,
                  "The event requires Path and Method, and ApiId must name an API of this template");
    }
    api_id_ = id->text();
    api_ = api->get("Properties");
    path_ = path->text();
    method_ = to_lower(method->text());
    Value* definition = api_ == nullptr ? nullptr : api_->get("DefinitionBody");
    if (!is_nothing(definition) && !HttpApiEditor::accepts(definition)) {
      context_.problems.error(api_id_, definition,
                              fmt::format("Event '{}' of '{}' is added to DefinitionBody, which must therefore be an "
                                          "OpenAPI 3 document: a map with 'openapi: 3.0.1' and a map of 'paths'",
                                          event_.id, event_.owner->logical_id),
                              "DefinitionBody");
      return false;
    }
    if (is_nothing(definition)) {
      permit();
      return true;
    }
    HttpApiEditor editor(context_, api_id_, *definition);
    // If the function already has the default route, the permission for that is sufficient.
    if (path_ == kDefaultPath || !editor.calls_only(kDefaultPath, kAnyMethod, target_.logical_id)) permit();
    const bool well = add_to(editor);
    editor.finish();
    return well && editor.ok();
  }

private:
  void permit() {
    const std::string path = path_ == kDefaultPath ? std::string() : path_pattern(path_);
    const bool any = method_ == "any" || method_ == kAnyMethod;
    std::string resource = "${__ApiId__}/${__Stage__}";
    // "$default" written as a path means all methods, so it needs no pattern for them.
    if (method_ != "any" || path != "/$default") resource += any ? "/*" : fmt::format("/{}", to_upper(method_));
    resource += path;
    Value* arn =
        make_.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:" + resource,
                  make_.object({{"__ApiId__", make_.copy(event_.get("ApiId"))}, {"__Stage__", make_.string("*")}}));
    add_permission(context_, event_, target_, "apigateway.amazonaws.com", arn);
  }

  bool add_to(HttpApiEditor& editor) {
    if (!is_nothing(api_->get(kManaged)) && editor.has_integration(path_, method_)) {
      return fail(context_, event_, event_.get("Path"),
                  fmt::format("Method '{}' of path '{}' has two events; remove one, or change its path or method",
                              method_, path_),
                  "Path");
    }
    const std::string function = target_.is_alias ? target_.logical_id : fmt::format("{}.Arn", target_.logical_id);
    Value* uri = make_.sub(
        fmt::format("arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{}}}"
                    "/invocations",
                    function));
    if (!target_.is_alias) uri->get("Fn::Sub")->set_authored();  // for hashes of REST APIs that the event belongs to
    if (!editor.add_path(path_, method_, event_.get("Path")->is_authored()) ||
        !editor.add_integration(path_, method_, uri, event_.owner->condition())) {
      return false;
    }
    if (const Value* auth = event_.get("Auth"); !is_nothing(auth) && !add_auth(editor, *auth)) return false;
    if (const Value* timeout = event_.get("TimeoutInMillis"); !is_nothing(timeout)) {
      editor.set_integration_option(path_, method_, "timeoutInMillis", *timeout);
    }
    editor.add_path_parameters(path_, method_);
    if (const Value* version = event_.get("PayloadFormatVersion"); !is_nothing(version)) {
      editor.set_integration_option(path_, method_, "payloadFormatVersion", *version);
    }
    return true;
  }

  bool add_auth(HttpApiEditor& editor, const Value& auth) {
    constexpr std::string_view kAuthorizer = "Auth/Authorizer";
    const Value* api_auth = api_->get("Auth");
    if (api_auth != nullptr && !api_auth->is_mapping()) {
      context_.problems.error(api_id_, api_auth,
                              fmt::format("Auth, which event '{1}' of '{2}' uses, must be a map, found {0}",
                                          describe(*api_auth), event_.id, event_.owner->logical_id),
                              "Auth");
      return false;
    }
    const Value* fallback = api_auth == nullptr ? nullptr : api_auth->get("DefaultAuthorizer");
    const Value* name = auth.get("Authorizer");
    if (is_nothing(name)) name = fallback;
    if (is_nothing(name)) {
      return fail(context_, event_, &auth, "Auth requires an Authorizer because the API has no DefaultAuthorizer",
                  kAuthorizer);
    }
    if (!name->is_string()) {
      return fail(context_, event_, name,
                  fmt::format("Authorizer must be the name of an authorizer, found {}", describe(*name)), kAuthorizer);
    }
    const Value* iam = api_auth == nullptr ? nullptr : api_auth->get("EnableIamAuthorizer");
    const Value* declared = api_auth == nullptr ? nullptr : api_auth->get("Authorizers");
    const Value* authorizer = nullptr;
    if (name->is(kNoAuthorizer)) {
      if (is_nothing(fallback)) {
        return fail(context_, event_, name,
                    "Authorizer NONE removes the DefaultAuthorizer, but the API has none; remove Authorizer",
                    kAuthorizer);
      }
    } else if (!name->is(kIamAuthorizer) || iam == nullptr || !iam->is_boolean() || is_nothing(iam)) {
      authorizer = declared == nullptr ? nullptr : declared->get(name->text());
      if (is_nothing(authorizer)) {
        return fail(
            context_, event_, name,
            misspelt(fmt::format("Authorizer '{}' is not defined in Authorizers of '{}'", name->text(), api_id_),
                     declared == nullptr ? NearName{} : near_declared(name->text(), keys_of(*declared)),
                     "; define it in the API's Auth"),
            kAuthorizer);
      }
    }
    const Value* scopes = auth.get("AuthorizationScopes");
    if (!is_nothing(scopes) && !scopes->is_sequence()) {
      return fail(context_, event_, scopes,
                  fmt::format("AuthorizationScopes must be a list, found {}", describe(*scopes)),
                  "Auth/AuthorizationScopes");
    }
    // The two built-in authorizers do not support scopes.
    if (is_nothing(scopes) && authorizer != nullptr) scopes = authorizer->get("AuthorizationScopes");
    if (name->is(kNoAuthorizer) || name->is(kIamAuthorizer) || is_nothing(scopes)) scopes = nullptr;
    editor.add_method_authorizer(path_, method_, name->text(), scopes);
    return true;
  }

  SamContext& context_;
  ValueFactory& make_;
  const SamEvent& event_;
  const EventTarget& target_;
  std::string_view api_id_;
  const Value* api_ = nullptr;  // properties of the API
  std::string_view path_;
  std::string method_;  // lowercase
};

}  // namespace

bool expand_http_api_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  return check_event(context, event) && HttpApiEventExpander(context, event, target).expand();
}

}  // namespace virga
