#include <fmt/format.h>

#include <array>
#include <string_view>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::Serverless::Application";

// The keys that identify an application of the Serverless Application Repository, and the corresponding tags of the
// stack.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRepositoryKeys{
    {{"ApplicationId", "serverlessrepo:applicationId"}, {"SemanticVersion", "serverlessrepo:semanticVersion"}}};

// The tags of an application from the repository; null if a problem was reported. The repository is queried before
// deployment, so both values must be known.
Value* repository_tags(SamContext& context, const SamResource& resource, const Value& location) {
  Value* tags = context.make.object();
  for (const auto& [key, tag] : kRepositoryKeys) {
    const std::string property = fmt::format("Location/{}", key);
    const auto fail = [&](const Value* place, std::string message) -> Value* {
      context.fail(resource, place, std::move(message), property);
      return nullptr;
    };
    const Value* written = present(&location, key);
    if (is_nothing(written)) {
      return fail(&location, fmt::format("Location requires {}: use ApplicationId and SemanticVersion for the "
                                         "Serverless Application Repository, or the URL of a template",
                                         key));
    }
    Value* value = context.parameters.resolve_mappings(context.parameters.resolve(written));
    if (value->is_mapping()) {
      return fail(written, fmt::format("{} must be known when the template is expanded; use a string, or Ref or "
                                       "Fn::FindInMap on parameters with a value",
                                       key));
    }
    if (!value->is_string()) return fail(written, fmt::format("{} must be a string, found {}", key, describe(*value)));
    if (key == "ApplicationId" && value->text().starts_with("{{resolve:")) {
      return fail(
          written,
          "The Serverless Application Repository does not support dynamic references; write the ApplicationId itself");
    }
    tags->set(tag, value);
  }
  return tags;
}

}  // namespace

bool expand_application(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, kType, *resource.body, resource.properties,
                        property_rules(kType))) {
    return false;
  }
  ValueFactory& make = context.make;
  const Value* location = resource.get("Location");
  Value* tags_of_repository = nullptr;
  Value* url = nullptr;
  if (location->is_mapping()) {
    tags_of_repository = repository_tags(context, resource, *location);
    if (tags_of_repository == nullptr) return false;
    url = make.string("");
    context.problems.note(resource.logical_id, location,
                          "The service gets the template from the Serverless Application Repository during deployment; "
                          "TemplateURL is left empty",
                          "Location");
  } else {
    url = make.copy(location);
  }

  Value* properties = make.object({{"TemplateURL", url},
                                   {"Parameters", make.copy(resource.get("Parameters"))},
                                   {"NotificationARNs", make.copy(resource.get("NotificationARNs"))}});
  Value* tags = tag_list(context, resource, resource.get("Tags"), true, tags_of_repository);
  if (tags == nullptr) return false;
  properties->set("Tags", tags);
  if (const Value* timeout = resource.get("TimeoutInMinutes")) properties->set("TimeoutInMinutes", make.copy(timeout));

  Value* attributes = derived_attributes(context, resource);
  if (const Value* depends_on = resource.body->get("DependsOn")) attributes->set("DependsOn", make.copy(depends_on));
  context.add_resource(resource, resource.logical_id, "AWS::CloudFormation::Stack", properties, attributes);
  return true;
}

}  // namespace virga
