// E3703: the artifacts and role of a CloudFormation action.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
#include <fmt/format.h>

#include <algorithm>

#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"
#include "rules/pipelines/checks.h"

namespace virga {
namespace {

// TemplatePath and TemplateConfiguration have the form "Artifact::file", where the artifact must be an input of the
// action.
void judge_path(Validation& validation, const Node& action, const Location& where, const Node& path,
                const Location& at_path) {
  if (!path.is_string()) return;
  const std::string_view text = path.text();
  const std::size_t colons = text.find("::");
  std::string message;
  if (colons == std::string_view::npos || colons == 0 || colons + 2 == text.size()) {
    message =
        fmt::format("{} does not have the form Artifact::file, such as Source::template.yaml", describe_value(path));
  } else {
    const Member* inputs = action.find("InputArtifacts");
    const std::string_view name = text.substr(0, colons);
    bool is_input = false;
    const bool is_known =
        inputs == nullptr || each_item(validation, *inputs->value, validation.at(where, *inputs), {},
                                       [&](const Node& artifact, const Location&, const Scenario&) {
                                         const Node* given = artifact.get("Name");
                                         is_input |= given == nullptr || !given->is_string() || given->text() == name;
                                       });
    if (!is_known || is_input) return;
    message =
        fmt::format("Artifact '{}' is not in InputArtifacts of the action; add it (names are case-sensitive)", name);
  }
  validation.fail(validation.context(), "E3703", at_path, std::move(message));
}

// Strings are checked by the schema.
void judge_role(Validation& validation, const Node& role, const Location& where) {
  if (role.function != Function::GetAtt) return;
  const Resource* resource = resource_named_by(validation.compilation().model(), role);
  if (resource == nullptr || !resource->type.starts_with("AWS::") || resource->type.starts_with("AWS::IAM::") ||
      resource->type.starts_with("AWS::CloudFormation::") || resource->type.starts_with("AWS::Serverless::") ||
      resource->type.starts_with("AWS::ServiceCatalog::")) {
    return;
  }
  validation.fail(
      validation.context(), "E3703", where,
      fmt::format("'{}' is not a role but of type {}; RoleArn must name the role that CloudFormation assumes",
                  resource->name(), resource->type));
}

}  // namespace

void check_action_configuration(Validation& validation, const Node& action, const Location& where) {
  const Node* type = action.get("ActionTypeId");
  const Node* provider = type == nullptr ? nullptr : type->get("Provider");
  const Member* configuration = action.find("Configuration");
  if (provider == nullptr || provider->text() != "CloudFormation" || configuration == nullptr) return;
  each_branch(validation, *configuration->value, validation.at(where, *configuration), {},
              [&](const Node& settings, const Location& at, const Scenario& assumed) {
                for (std::string_view name : {"TemplatePath", "TemplateConfiguration"}) {
                  const Member* path = settings.find(name);
                  if (path == nullptr) continue;
                  each_branch(validation, *path->value, validation.at(at, *path), assumed,
                              [&](const Node& value, const Location& at_value, const Scenario&) {
                                judge_path(validation, action, where, value, at_value);
                              });
                }
                const Member* role = settings.find("RoleArn");
                if (role == nullptr) return;
                each_branch(validation, *role->value, validation.at(at, *role), assumed,
                            [&](const Node& value, const Location& at_value, const Scenario&) {
                              judge_role(validation, value, at_value);
                            });
              });
}

}  // namespace virga
