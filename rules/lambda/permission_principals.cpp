// W3664: the principal of a permission must match the service of its source.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "rules/engine/resources_of_type.h"
#include "rules/lambda/checks.h"

namespace virga {
namespace {

struct Service {
  std::string_view in_arn;  // arn:aws:SERVICE:…
  std::string_view types;   // prefix of types whose attributes return such ARNs
  std::string_view principal;
};

constexpr std::array<Service, 8> kServices = {{
    {"events", "AWS::Events::", "events.amazonaws.com"},
    {"execute-api", "AWS::ApiGateway::", "apigateway.amazonaws.com"},
    {"iot", "AWS::IoT::", "iot.amazonaws.com"},
    {"logs", "AWS::Logs::", "logs.amazonaws.com"},
    {"s3", "AWS::S3::", "s3.amazonaws.com"},
    {"scheduler", "AWS::Scheduler::", "scheduler.amazonaws.com"},
    {"sns", "AWS::SNS::", "sns.amazonaws.com"},
    {"ses", "AWS::SES::", "ses.amazonaws.com"},
}};

// The service of a source that is a string or refers to a resource of the template; null otherwise.
const Service* service_of(const Template& model, const Node& source) {
  if (source.is_string()) {
    const std::string_view text = source.text();
    const std::size_t begin = text.starts_with("arn:") ? text.find(':', 4) : std::string_view::npos;
    if (begin == std::string_view::npos) return nullptr;
    const std::string_view name = text.substr(begin + 1, text.find(':', begin + 1) - begin - 1);
    for (const Service& service : kServices) {
      if (service.in_arn == name) return &service;
    }
    return nullptr;
  }
  const Resource* resource = resource_named_by(model, source);
  if (resource == nullptr) return nullptr;
  for (const Service& service : kServices) {
    if (resource->type.starts_with(service.types)) return &service;
  }
  return nullptr;
}

}  // namespace

void check_permission_principal(Validation& validation, const Node& permission, const Location& where) {
  const Member* principal = permission.find("Principal");
  const Node* source = permission.get("SourceArn");
  if (principal == nullptr || source == nullptr || !principal->value->is_string()) return;
  const std::string_view name = principal->value->text();
  if (!name.ends_with(".amazonaws.com")) return;
  const Service* service = service_of(validation.compilation().model(), *source);
  // Some services have regional principals: logs.eu-west-1.amazonaws.com.
  if (service == nullptr ||
      name.substr(0, name.find('.')) == service->principal.substr(0, service->principal.find('.'))) {
    return;
  }
  validation.fail(validation.context(), "W3664", validation.at(where, *principal),
                  fmt::format("This permission allows nothing: SourceArn belongs to the service '{}', so '{}' never "
                              "invokes the function with it",
                              service->principal, name));
}

}  // namespace virga
