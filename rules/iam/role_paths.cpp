// E3050: Ref returns the name of a role, which does not identify a role with a path where an ARN is expected.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
#include <fmt/format.h>

#include "rules/engine/resources_of_type.h"
#include "rules/iam/checks.h"

namespace virga {

void check_role_paths(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::CodeBuild::Project", [&](const Resource& project, const Location& where) {
    const Member* property = project.properties->value->find("ServiceRole");
    if (property == nullptr || property->value->function != Function::Ref) return;
    const Resource* role = resource_named_by(model, *property->value);
    const Node* path = role == nullptr || role->type != "AWS::IAM::Role" ? nullptr : role->property("Path");
    if (path == nullptr || !path->is_string() || path->text() == "/") return;
    reporter.report("E3050", Location{&where, property->key, property->value, 0},
                    fmt::format("Role '{}' has the path '{}', so its name alone does not find it; use !GetAtt {}.Arn",
                                role->name(), path->text(), role->name()));
  });
}

}  // namespace virga
