#include "rules/api_gateway/rules.h"

#include "rules/api_gateway/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3660", "API without a name", "API Gateway cannot create an API that has neither a name nor a definition.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html"},
    {"E3698", "Deployment belongs to another API", "A stage and its deployment must belong to the same API.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html",
     check_deployments},
    {"E3699", "Authorizer belongs to another API", "A method and its authorizer must belong to the same API.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html",
     check_authorizers},
    claims(
        Claim::Missing,
        {"E3708", "Authorizer has the wrong type for the method",
         "A method with CUSTOM needs a Lambda authorizer, one with COGNITO_USER_POOLS a user pool.",
         "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html",
         check_authorizer_types}),
    {"E3718", "Authorizer results are cached for too long",
     "API Gateway caches the result of an authorizer for one hour at most.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html"},
    {"E3723", "Missing slash in the path of method settings",
     "API Gateway refuses settings for a path that does not start with a slash.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-apigateway-stage-methodsetting.html"},
    {"W3660", "API is both imported and defined by resources",
     "Each update imports the definition again and overwrites what other resources define.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html",
     check_imported_apis},
    {"W3705", "Method settings without a setting", "Method settings that set nothing have no effect.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-apigateway-stage-methodsetting.html"},
};

}  // namespace

std::span<const Rule> api_gateway_rules() { return kRules; }

}  // namespace virga
