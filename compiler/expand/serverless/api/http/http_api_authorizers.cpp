#include "compiler/expand/serverless/api/http/http_api_authorizers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/expand/serverless/api/api_v2.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kExtension = "x-amazon-apigateway-authorizer";

struct Setting {
  std::string_view name;
  HttpAuthorizerKind kind;  // the kind that supports it
  bool required = false;
};
constexpr std::array kSettings = {
    Setting{"AuthorizationScopes", HttpAuthorizerKind::Jwt},
    Setting{"JwtConfiguration", HttpAuthorizerKind::Jwt, true},
    Setting{"IdentitySource", HttpAuthorizerKind::Jwt, true},
    Setting{"FunctionArn", HttpAuthorizerKind::Lambda, true},
    Setting{"FunctionInvokeRole", HttpAuthorizerKind::Lambda},
    Setting{"Identity", HttpAuthorizerKind::Lambda},
    Setting{"AuthorizerPayloadFormatVersion", HttpAuthorizerKind::Lambda, true},
    Setting{"EnableSimpleResponses", HttpAuthorizerKind::Lambda},
    Setting{"EnableFunctionDefaultPermissions", HttpAuthorizerKind::Lambda},
};

// The parts of a request that identify the caller, and API Gateway's expressions for them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kIdentitySources{{
    {"Headers", "$request.header."},
    {"QueryStrings", "$request.querystring."},
    {"StageVariables", "$stageVariables."},
    {"Context", "$context."},
}};

// Checks one authorizer and reports problems.
class AuthorizerCheck {
public:
  AuthorizerCheck(SamContext& context, const SamResource& api, std::string_view name)
      : context_(context), api_(api), path_(fmt::format("Auth/Authorizers/{}", name)), name_(name) {}

  bool run(const Value& settings, HttpAuthorizerKind& kind) {
    if (!settings.is_mapping()) {
      return fail(settings, fmt::format("Authorizer '{}' must be a map, found {}", name_, describe(settings)));
    }
    if (const Entry* old = settings.find("OpenIdConnectUrl")) {
      return fail(*old->key, fmt::format("OpenIdConnectUrl of authorizer '{}' is no longer supported; use "
                                         "JwtConfiguration with issuer and audience",
                                         name_));
    }
    const Value* token = settings.get("JwtConfiguration");
    kind = is_nothing(token) ? HttpAuthorizerKind::Lambda : HttpAuthorizerKind::Jwt;
    return check_settings(settings, kind) && check_types(settings);
  }

private:
  bool fail(const Value& place, Complaint complaint) {
    return context_.fail(api_, &place, std::move(complaint), path_);
  }

  bool check_settings(const Value& settings, HttpAuthorizerKind kind) {
    const bool jwt = kind == HttpAuthorizerKind::Jwt;
    for (const Setting& setting : kSettings) {
      const Value* value = present(&settings, setting.name);
      if (value != nullptr && setting.kind != kind) {
        return fail(*value,
                    fmt::format("'{}' only works for authorizers that {}, but '{}' {} JwtConfiguration", setting.name,
                                jwt ? "call a function" : "verify a JWT", name_, jwt ? "has" : "has no"));
      }
      if (setting.required && setting.kind == kind && is_nothing(value)) {
        return fail(settings, fmt::format("Authorizer '{}' {} and requires '{}'", name_,
                                          jwt ? "verifies a JWT" : "calls a function", setting.name));
      }
    }
    return true;
  }

  bool check_types(const Value& settings) {
    const Value* scopes = present(&settings, "AuthorizationScopes");
    if (scopes != nullptr && !scopes->is_sequence()) {
      return fail(*scopes, fmt::format("AuthorizationScopes must be a list, found {}", describe(*scopes)));
    }
    const Value* token = settings.get("JwtConfiguration");
    if (!is_nothing(token) && !token->is_mapping()) {
      return fail(*token, fmt::format("JwtConfiguration must be a map, found {}", describe(*token)));
    }
    const Value* permissions = present(&settings, "EnableFunctionDefaultPermissions");
    if (permissions != nullptr && !permissions->is_boolean()) {
      return fail(*permissions, fmt::format("EnableFunctionDefaultPermissions must be true or false, found {}",
                                            describe(*permissions)));
    }
    const Value* identity = settings.get("Identity");
    if (is_nothing(identity)) return true;
    if (!identity->is_mapping()) {
      return fail(*identity, fmt::format("Identity must be a map, found {}", describe(*identity)));
    }
    for (const auto& [name, prefix] : kIdentitySources) {
      const Value* names = identity->get(name);
      if (is_nothing(names) || has_type(*names, PropertyTypes::StringList)) continue;
      return fail(*names, fmt::format("Identity/{} must be a list of names, found {}", name, describe(*names)));
    }
    return true;
  }

  SamContext& context_;
  const SamResource& api_;
  std::string path_;
  std::string_view name_;
};

Value* jwt_scheme(ValueFactory& make, const Value& settings) {
  // CloudFormation capitalizes these keys, OpenAPI does not.
  Value* token = make.object();
  for (const Entry& entry : settings.get("JwtConfiguration")->entries()) {
    token->set(to_lower(entry.key->text()), make.copy(entry.value));
  }
  return make.object({{"type", make.string("oauth2")},
                      {kExtension, make.object({{"jwtConfiguration", token},
                                                {"identitySource", make.copy(settings.get("IdentitySource"))},
                                                {"type", make.string("jwt")}})}});
}

Value* lambda_scheme(SamContext& context, const Value& settings) {
  ValueFactory& make = context.make;
  Value* uri = make.sub(
      arn(context, "apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__FunctionArn__}/invocations"),
      make.object({{"__FunctionArn__", make.copy(settings.get("FunctionArn"))}}));
  Value* extension = make.object({{"type", make.string("request")}, {"authorizerUri", uri}});
  const Value* role = settings.get("FunctionInvokeRole");
  if (!is_nothing(role) && !role->is(kNoAuthorizer)) extension->set("authorizerCredentials", make.copy(role));
  if (const Value* identity = settings.get("Identity"); !is_nothing(identity)) {
    if (const Value* every = present(identity, "ReauthorizeEvery")) {
      extension->set("authorizerResultTtlInSeconds", make.copy(every));
    }
    Value* sources = make.list();
    for (const auto& [name, prefix] : kIdentitySources) {
      const Value* names = identity->get(name);
      if (is_nothing(names)) continue;
      for (const Value* source : names->items()) {
        const ValueFactory::Scope scope(make, *source);
        sources->append(make.string(fmt::format("{}{}", prefix, source->text())));
      }
    }
    extension->set("identitySource", sources);
  }
  extension->set("authorizerPayloadFormatVersion", make.copy(settings.get("AuthorizerPayloadFormatVersion")));
  if (const Value* simple = settings.get("EnableSimpleResponses"); !is_nothing(simple)) {
    extension->set("enableSimpleResponses", make.copy(simple));
  }
  return make.object({{"type", make.string("apiKey")},
                      {"name", make.string("Unused")},
                      {"in", make.string("header")},
                      {kExtension, extension}});
}

}  // namespace

const Value* HttpAuthorizer::scopes() const { return present(settings, "AuthorizationScopes"); }

std::optional<std::vector<HttpAuthorizer>> http_authorizers(SamContext& context, const SamResource& api,
                                                            const Value& auth) {
  std::vector<HttpAuthorizer> found;
  const Value* iam = auth.get("EnableIamAuthorizer");
  if (iam != nullptr && iam->is_boolean() && !is_nothing(iam)) {
    found.push_back({std::string(kIamAuthorizer), HttpAuthorizerKind::Iam, nullptr});
  }
  const Value* declared = auth.get("Authorizers");
  if (is_nothing(declared)) return found;
  if (!declared->is_mapping()) {
    context.fail(api, declared, fmt::format("Authorizers must be a map, found {}", describe(*declared)),
                 "Auth/Authorizers");
    return {};
  }
  bool well = true;
  for (const Entry& entry : declared->entries()) {
    HttpAuthorizer authorizer{std::string(entry.key->text()), HttpAuthorizerKind::Lambda, entry.value};
    well = AuthorizerCheck(context, api, authorizer.name).run(*entry.value, authorizer.kind) && well;
    // A custom authorizer of this name replaces that of IAM.
    std::erase_if(found, [&](const HttpAuthorizer& other) { return other.name == authorizer.name; });
    found.push_back(std::move(authorizer));
  }
  if (!well) return {};
  return found;
}

Value* security_scheme(SamContext& context, const HttpAuthorizer& authorizer) {
  ValueFactory& make = context.make;
  if (authorizer.kind == HttpAuthorizerKind::Iam) {
    return make.object({{"type", make.string("apiKey")},
                        {"name", make.string("Authorization")},
                        {"in", make.string("header")},
                        {"x-amazon-apigateway-authtype", make.string("awsSigv4")}});
  }
  const ValueFactory::Scope scope(make, *authorizer.settings);
  return authorizer.kind == HttpAuthorizerKind::Jwt ? jwt_scheme(make, *authorizer.settings)
                                                    : lambda_scheme(context, *authorizer.settings);
}

void add_authorizer_permissions(SamContext& context, const SamResource& api,
                                const std::vector<HttpAuthorizer>& authorizers) {
  for (const HttpAuthorizer& authorizer : authorizers) {
    if (authorizer.kind != HttpAuthorizerKind::Lambda) continue;
    if (is_nothing(authorizer.settings->get("EnableFunctionDefaultPermissions"))) continue;
    add_authorizer_permission(context, api, fmt::format("{}{}AuthorizerPermission", api.logical_id, authorizer.name),
                              *authorizer.settings->get("FunctionArn"));
  }
}

}  // namespace virga
