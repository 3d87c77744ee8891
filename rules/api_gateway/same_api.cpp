// E3698, E3699: resources of API Gateway that belong to one API.
#include <fmt/format.h>

#include "rules/api_gateway/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Do the two values surely name different APIs? One of them has to be a resource of the template: of two parameters
// nobody knows.
bool differ(const Template& model, const Node& a, const Node& b) {
  const Resource* first = resource_named_by(model, a);
  const Resource* second = resource_named_by(model, b);
  const auto is_parameter = [&](const Node& value) {
    return value.function == Function::Ref && model.find_parameter(value.argument()->text()) != nullptr;
  };
  if (first != nullptr && second != nullptr) return first != second;
  if (first == nullptr && second == nullptr) return false;
  const Node& other = first == nullptr ? a : b;
  return other.is_string() || is_parameter(other);
}

// Compares RestApiId of each resource of a type with that of the one that `link` names, and reports at the latter.
void compare(const Compilation& compilation, Reporter& reporter, std::string_view type, std::string_view link,
             std::string_view rule) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, type, [&](const Resource& resource, const Location&) {
    const Node* own = resource.property("RestApiId");
    const Node* target = resource.property(link);
    const Resource* linked = target == nullptr ? nullptr : resource_named_by(model, *target);
    if (own == nullptr || linked == nullptr || linked->properties == nullptr) return;
    const Member* theirs = linked->properties->value->find("RestApiId");
    if (theirs == nullptr || !differ(model, *own, *theirs->value) || !can_meet(compilation, resource, *linked)) return;
    const PropertyLocation where(model, *linked, *theirs);
    reporter.report(rule, where.get(),
                    fmt::format("'{}' uses this in another API; both must belong to the same API", resource.name()));
  });
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
void check_deployments(const Compilation& compilation, Reporter& reporter) {
  compare(compilation, reporter, "AWS::ApiGateway::Stage", "DeploymentId", "E3698");
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
void check_authorizers(const Compilation& compilation, Reporter& reporter) {
  compare(compilation, reporter, "AWS::ApiGateway::Method", "AuthorizerId", "E3699");
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
void check_authorizer_types(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::ApiGateway::Method", [&](const Resource& method, const Location&) {
    const Node* kind = method.property("AuthorizationType");
    const Node* id = method.property("AuthorizerId");
    const Resource* authorizer = id == nullptr ? nullptr : resource_named_by(model, *id);
    if (kind == nullptr || !kind->is_string() || authorizer == nullptr || authorizer->properties == nullptr) return;
    const Member* type = authorizer->properties->value->find("Type");
    if (authorizer->type != "AWS::ApiGateway::Authorizer" || type == nullptr || !type->value->is_string()) return;
    const bool is_cognito = type->value->text() == "COGNITO_USER_POOLS";
    const bool fits = kind->text() == "CUSTOM" ? !is_cognito : kind->text() != "COGNITO_USER_POOLS" || is_cognito;
    if (fits || !can_meet(compilation, method, *authorizer)) return;
    const PropertyLocation where(model, *authorizer, *type);
    reporter.report("E3708", where.get(),
                    fmt::format("'{}' uses this with AuthorizationType {}, which {}", method.name(), kind->text(),
                                is_cognito ? "requires an authorizer of type TOKEN or REQUEST"
                                           : "requires an authorizer of type COGNITO_USER_POOLS"));
  });
}

}  // namespace virga
