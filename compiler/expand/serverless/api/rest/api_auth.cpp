#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kIam = "AWS_IAM";
constexpr std::string_view kAuthorizer = "x-amazon-apigateway-authorizer";
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
constexpr std::array<std::string_view, 8> kAuthSettings = {"Authorizers",
                                                           "DefaultAuthorizer",
                                                           "InvokeRole",
                                                           "AddDefaultAuthorizerToCorsPreflight",
                                                           "AddApiKeyRequiredToCorsPreflight",
                                                           "ApiKeyRequired",
                                                           "ResourcePolicy",
                                                           "UsagePlan"};
// The parts of a request that identify the caller, and their names in the definition.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kIdentitySources{
    {{"Headers", "method.request.header."},
     {"QueryStrings", "method.request.querystring."},
     {"StageVariables", "stageVariables."},
     {"Context", "context."}}};

// An entry of Auth.Authorizers.
class AuthorizerMaker {
public:
  AuthorizerMaker(const RestApi& api, const Value& name, const Value& settings)
      : api_(api), make_(api.make), name_(name), settings_(settings), identity_(present(&settings, "Identity")) {}

  // The definition is null if a problem was reported.
  RestAuthorizer make() {
    const Value* payload = present(&settings_, "FunctionPayloadType");
    const bool cognito = !is_nothing(present(&settings_, "UserPoolArn"));
    const bool request = payload != nullptr && payload->is("REQUEST");
    const Value* scopes = present(&settings_, "AuthorizationScopes");
    if (!check(payload, request, scopes)) return {};
    Value* definition =
        make_.object({{"type", make_.string("apiKey")},
                      {"name", header(request && !cognito)},
                      {"in", make_.string("header")},
                      {"x-amazon-apigateway-authtype", make_.string(cognito ? "cognito_user_pools" : "custom")},
                      {kAuthorizer, cognito ? cognito_pools() : lambda(request)}});
    const Value* pattern = present(identity_, "ValidationExpression");
    if (!is_nothing(pattern) && (cognito || !request)) {
      definition->get(kAuthorizer)->set("identityValidationExpression", make_.copy(pattern));
    }
    return {&name_, definition, scopes};
  }

private:
  bool fail(const Value* place, Complaint complaint) const { return api_.fail(place, std::move(complaint), "Auth"); }

  bool check(const Value* payload, bool request, const Value* scopes) const {
    const std::string_view name = name_.text();
    if (payload != nullptr && !request && !payload->is("TOKEN")) {
      return fail(payload,
                  misspelt_value(fmt::format("FunctionPayloadType of authorizer '{}' must be TOKEN or REQUEST, "
                                             "found {}",
                                             name, describe(*payload)),
                                 *payload, {"TOKEN", "REQUEST"}));
    }
    if (!is_nothing(identity_) && !identity_->is_mapping()) {
      return fail(identity_,
                  fmt::format("Identity of authorizer '{}' must be a map, found {}", name, describe(*identity_)));
    }
    if (request && !is_nothing(identity_)) {
      for (const auto& [source, prefix] : kIdentitySources) {
        const Value* items = present(identity_, source);
        if (is_nothing(items) || has_type(*items, PropertyTypes::StringList)) continue;
        return fail(items, fmt::format("{} in Identity of authorizer '{}' must be a list of strings, found {}", source,
                                       name, describe(*items)));
      }
    }
    const Value* no_permission = present(&settings_, "DisableFunctionDefaultPermissions");
    if (no_permission != nullptr && !no_permission->is_boolean()) {
      return fail(no_permission,
                  fmt::format("DisableFunctionDefaultPermissions of authorizer '{}' must be true or false, found {}",
                              name, describe(*no_permission)));
    }
    if (request && lacks_identity()) {
      return fail(identity_ != nullptr ? identity_ : &settings_,
                  fmt::format("Identity of REQUEST authorizer '{}' requires Headers, QueryStrings, StageVariables or "
                              "Context to cache results by, or ReauthorizeEvery: 0",
                              name));
    }
    if (scopes != nullptr && !scopes->is_sequence()) {
      return fail(scopes, fmt::format("AuthorizationScopes of authorizer '{}' must be a list, found {}", name,
                                      describe(*scopes)));
    }
    return true;
  }

  bool lacks_identity() const {
    if (is_nothing(identity_)) return true;
    for (const auto& [source, prefix] : kIdentitySources) {
      if (!is_nothing(identity_->get(source))) return false;
    }
    const Value* seconds = present(identity_, "ReauthorizeEvery");
    int parsed = 0;
    if (seconds == nullptr) return true;
    const std::string_view text = seconds->text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    return error != std::errc{} || end != text.data() + text.size() || parsed > 0;
  }

  Value* header(bool unused) const {
    if (unused) return make_.string("Unused");
    const Value* header = present(identity_, "Header");
    return is_nothing(header) ? make_.string("Authorization") : make_.copy(header);
  }

  Value* cognito_pools() const {
    const Value& pools = *settings_.get("UserPoolArn");
    return make_.object(
        {{"type", make_.string("cognito_user_pools")},
         {"providerARNs", pools.is_sequence() ? make_.copy(&pools) : make_.list({make_.copy(&pools)})}});
  }

  Value* lambda(bool request) const {
    const Value* function = settings_.get("FunctionArn");
    const Value* role = present(&settings_, "FunctionInvokeRole");
    const Value* seconds = present(identity_, "ReauthorizeEvery");
    Value* uri = make_.sub(
        arn(api_.context, "apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"),
        make_.object({{"__FunctionArn__", function == nullptr ? make_.null() : make_.copy(function)}}));
    return make_.object({{"type", make_.string(request ? "request" : "token")},
                         {"authorizerUri", uri},
                         {"authorizerResultTtlInSeconds", make_.copy(seconds)},
                         {"authorizerCredentials", is_nothing(role) || role->is("NONE") ? nullptr : make_.copy(role)},
                         {"identitySource", request ? identity_source() : nullptr}});
  }

  Value* identity_source() const {
    std::string joined;
    bool authored = false;
    for (const auto& [source, prefix] : kIdentitySources) {
      const Value* items = present(identity_, source);
      if (items == nullptr) continue;
      for (const Value* item : items->items()) {
        joined += fmt::format("{}{}{}", joined.empty() ? "" : ", ", prefix, item->text());
        authored = authored || item->is_authored();
      }
    }
    if (joined.empty()) return nullptr;
    Value* made = make_.string(joined);
    return authored ? made->set_authored() : made;
  }

  const RestApi& api_;
  ValueFactory& make_;
  const Value& name_;
  const Value& settings_;
  const Value* identity_;
};

Value* iam_definition(ValueFactory& make) {
  return make.object({{"type", make.string("apiKey")},
                      {"name", make.string("Authorization")},
                      {"in", make.string("header")},
                      {"x-amazon-apigateway-authtype", make.string("awsSigv4")}});
}

// False if a problem was reported.
bool read_authorizers(RestApi& api, std::vector<RestAuthorizer>& authorizers) {
  const Value* standard = present(api.auth, "DefaultAuthorizer");
  if (standard != nullptr && standard->is(kIam)) authorizers.push_back({standard, iam_definition(api.make)});
  const Value* given = present(api.auth, "Authorizers");
  if (is_nothing(given)) return true;
  if (!given->is_mapping()) {
    return api.fail(given, fmt::format("Auth.Authorizers must be a map, found {}", describe(*given)), "Auth");
  }
  for (const Entry& entry : api.context.apis.python.entries(*given)) {
    if (!entry.value->is_mapping()) {
      return api.fail(entry.value,
                      fmt::format("Authorizer '{}' must be a map, found {}", entry.key->text(), describe(*entry.value)),
                      "Auth");
    }
    authorizers.push_back(AuthorizerMaker(api, *entry.key, *entry.value).make());
    if (authorizers.back().definition == nullptr) return false;
  }
  return true;
}

// A setting that is on by default.
bool holds(const Value& auth, std::string_view setting) {
  const Value* value = auth.get(setting);
  return value == nullptr || !is_nothing(value);
}

bool set_default_authorizer(RestApi& api, SwaggerEditor& editor, const std::vector<RestAuthorizer>& authorizers) {
  const Value* name = present(api.auth, "DefaultAuthorizer");
  if (is_nothing(name)) return true;
  if (!name->is_string()) {
    return api.fail(name, fmt::format("DefaultAuthorizer must be the name of an authorizer, found {}", describe(*name)),
                    "Auth");
  }
  const auto named = [&](const RestAuthorizer& authorizer) { return authorizer.name->text() == name->text(); };
  if (std::none_of(authorizers.begin(), authorizers.end(), named)) {
    std::vector<std::string_view> known;
    known.reserve(authorizers.size());
    for (const RestAuthorizer& authorizer : authorizers) known.push_back(authorizer.name->text());
    return api.fail(name,
                    misspelt(fmt::format("DefaultAuthorizer '{}' is not defined in Authorizers", name->text()),
                             near_declared(name->text(), known)),
                    "Auth");
  }
  const bool preflight = holds(*api.auth, "AddDefaultAuthorizerToCorsPreflight");
  for (const std::string_view path : editor.path_names()) {
    if (!editor.set_default_authorizer(path, authorizers, *name, preflight)) return false;
  }
  return true;
}

}  // namespace

bool add_auth(RestApi& api) {
  if (is_nothing(api.auth)) return true;
  const ValueFactory::Scope scope(api.make, *api.auth);
  if (!api.auth->is_mapping()) {
    return api.fail(api.auth, fmt::format("Auth must be a map, found {}", describe(*api.auth)), "Auth");
  }
  for (const Entry& entry : api.auth->entries()) {
    if (std::find(kAuthSettings.begin(), kAuthSettings.end(), entry.key->text()) != kAuthSettings.end()) continue;
    return api.fail(entry.key,
                    misspelt(fmt::format("Unknown key '{}' in Auth", entry.key->text()),
                             near_property(entry.key->text(), kAuthSettings)),
                    "Auth");
  }
  if (!needs_definition(api, "Auth")) return false;
  SwaggerEditor editor(api.context, api.id(), *api.definition);
  if (!editor.ok()) return false;
  std::vector<RestAuthorizer> authorizers;
  if (!read_authorizers(api, authorizers)) return false;
  if (!authorizers.empty()) {
    editor.add_authorizers(authorizers);
    if (!set_default_authorizer(api, editor, authorizers)) return false;
  }
  if (!is_nothing(api.auth->get("ApiKeyRequired"))) {
    if (!editor.add_api_key_definition()) return false;
    const bool preflight = holds(*api.auth, "AddApiKeyRequiredToCorsPreflight");
    for (const std::string_view path : editor.path_names()) {
      if (!editor.set_default_api_key(path, preflight)) return false;
    }
  }
  const Value* policy = api.auth->get("ResourcePolicy");
  if (!is_nothing(policy)) {
    if (!policy->is_mapping()) {
      return api.fail(policy, fmt::format("ResourcePolicy must be a map, found {}", describe(*policy)), "Auth");
    }
    for (const std::string_view path : editor.path_names()) {
      if (!editor.add_resource_policy(*policy, path, *api.resource.get("StageName"))) return false;
    }
    const Value* statements = policy->get("CustomStatements");
    if (!is_nothing(statements)) editor.add_custom_statements(*statements);
  }
  editor.finish();
  return editor.ok() && move_to_open_api_3(api);
}

void add_authorizer_permissions(RestApi& api) {
  ValueFactory& make = api.make;
  const Value* authorizers = present(api.auth, "Authorizers");
  if (authorizers == nullptr) return;
  for (const Entry& entry : api.context.apis.python.entries(*authorizers)) {
    const Value* function = present(entry.value, "FunctionArn");
    const ValueFactory::Scope scope(make, *entry.key);
    if (is_nothing(function) || !is_nothing(present(entry.value, "DisableFunctionDefaultPermissions"))) continue;
    Value* source =
        make.sub(arn(api.context, "execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/authorizers/*"),
                 make.object({{"__ApiId__", make.ref(api.id())}}));
    api.add(fmt::format("{}{}AuthorizerPermission", api.id(), entry.key->text()), "AWS::Lambda::Permission",
            make.object({{"Action", make.string("lambda:InvokeFunction")},
                         {"FunctionName", make.copy(function)},
                         {"Principal", make.string("apigateway.amazonaws.com")},
                         {"SourceArn", source}}));
  }
}

}  // namespace virga
