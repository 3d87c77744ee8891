// Authorizers of HTTP APIs: Auth of AWS::Serverless::HttpApi.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Authorization by IAM, by a JSON web token, or by a function.
enum class HttpAuthorizerKind : std::uint8_t { Iam, Jwt, Lambda };

struct HttpAuthorizer {
  std::string name;
  HttpAuthorizerKind kind = HttpAuthorizerKind::Iam;
  const Value* settings = nullptr;  // as written; null for IAM

  const Value* scopes() const;  // a list, or null
};

// The name of the authorizer that EnableIamAuthorizer adds, and the name for no authorizer.
inline constexpr std::string_view kIamAuthorizer = "AWS_IAM";
inline constexpr std::string_view kNoAuthorizer = "NONE";

// The authorizers that the map `auth` defines; nullopt if a problem was reported.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-httpapi-httpapiauth.html
std::optional<std::vector<HttpAuthorizer>> http_authorizers(SamContext& context, const SamResource& api,
                                                            const Value& auth);

// The authorizer as an OpenAPI security scheme.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
Value* security_scheme(SamContext& context, const HttpAuthorizer& authorizer);

// Adds permissions to invoke the functions of authorizers with EnableFunctionDefaultPermissions.
void add_authorizer_permissions(SamContext& context, const SamResource& api,
                                const std::vector<HttpAuthorizer>& authorizers);

}  // namespace virga
