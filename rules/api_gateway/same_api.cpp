// E3698, E3699: API Gateway resources that must belong to the same API.
#include <fmt/format.h>

#include "rules/api_gateway/checks.h"
#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Whether the values certainly refer to different APIs. At least one must refer to a resource of the template, since
// two parameters may have the same value.
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

// Compares RestApiId of each resource of a type with that of the resource that its property `link` refers to, and
// reports differences at that property.
void compare(const Compilation& compilation, Reporter& reporter, std::string_view type, std::string_view link,
             std::string_view rule) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, type, [&](const Resource& resource, const Location&) {
    const Node* own = resource.property("RestApiId");
    const Node* target = resource.property(link);
    if (own == nullptr || target == nullptr) return;
    each_two_choices(
        compilation.conditions(), *own, *target, [&](const Node& api, const Node& id, const Scenario& assumed) {
          const Resource* linked = resource_named_by(model, id);
          const Member* theirs = linked == nullptr || linked->properties == nullptr
                                     ? nullptr
                                     : linked->properties->value->find("RestApiId");
          if (theirs == nullptr) return;
          each_choice(
              compilation.conditions(), *theirs->value, assumed, [&](const Node& other, const Scenario& scenario) {
                if (!differ(model, api, other) || !can_meet(compilation, resource, *linked, scenario)) return;
                const PropertyLocation where(model, *linked, *theirs);
                reporter.report(
                    rule, where.get(),
                    fmt::format("'{}' uses this in another API; both must belong to the same API", resource.name()));
              });
        });
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
    if (kind == nullptr || authorizer == nullptr || authorizer->properties == nullptr) return;
    const Member* type = authorizer->properties->value->find("Type");
    if (authorizer->type != "AWS::ApiGateway::Authorizer" || type == nullptr) return;
    each_two_choices(
        compilation.conditions(), *kind, *type->value, [&](const Node& used, const Node& of, const Scenario& scenario) {
          if (!used.is_string() || !of.is_string()) return;
          const bool is_cognito = of.text() == "COGNITO_USER_POOLS";
          const bool fits = used.text() == "CUSTOM" ? !is_cognito : used.text() != "COGNITO_USER_POOLS" || is_cognito;
          if (fits || !can_meet(compilation, method, *authorizer, scenario)) return;
          const PropertyLocation where(model, *authorizer, *type);
          reporter.report("E3708", where.get(),
                          fmt::format("'{}' uses this with AuthorizationType {}, which {}", method.name(), used.text(),
                                      is_cognito ? "requires an authorizer of type TOKEN or REQUEST"
                                                 : "requires an authorizer of type COGNITO_USER_POOLS"));
        });
  });
}

}  // namespace virga
