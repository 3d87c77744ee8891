// V3014: what makes a service check a role's permissions must wait for the policies that grant them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"
#include "rules/wiring/waiting.h"

namespace virga {
namespace {

// A resource whose creation fails while the role lacks permissions.
struct RoleUse {
  std::string_view type, property;
  std::string_view via;     // the property of the named resource that names the role; empty if `property` does
  std::string_view beside;  // it only fails with this property
};

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
constexpr std::array<RoleUse, 3> kUses = {{
    {"AWS::CodeDeploy::DeploymentGroup", "ServiceRoleArn", "", ""},
    {"AWS::Lambda::Function", "Role", "", "VpcConfig"},
    {"AWS::Lambda::EventSourceMapping", "FunctionName", "Role", "EventSourceArn"},
}};

// Role -> the policies that are attached to it from outside.
using Policies = std::unordered_map<const Resource*, std::vector<const Resource*>>;

// The role that a value names; null if permissions may come with it.
const Resource* bare_role(const Template& model, const Node* value) {
  const Resource* role = value != nullptr ? resource_named_by(model, *value) : nullptr;
  const bool is_bare = role != nullptr && role->type == "AWS::IAM::Role" && role->property("Policies") == nullptr &&
                       role->property("ManagedPolicyArns") == nullptr && !has_macro_call(*role);
  return is_bare ? role : nullptr;
}

Policies policies_of(const Template& model) {
  Policies found;
  const auto add = [&](const Resource& policy, const Node* name) {
    if (const Resource* role = bare_role(model, name)) found[role].push_back(&policy);
  };
  for (const Resource& policy : model.resources()) {
    if (policy.type == "AWS::IAM::RolePolicy") add(policy, policy.property("RoleName"));
    if (policy.type != "AWS::IAM::Policy" && policy.type != "AWS::IAM::ManagedPolicy") continue;
    const Node* roles = policy.property("Roles");
    if (roles == nullptr) continue;
    for (const Node* name : roles->items()) add(policy, name);
  }
  return found;
}

const Resource* role_of(const Template& model, const Resource& user, const RoleUse& use) {
  const Node* value = user.property(use.property);
  if (value == nullptr || (!use.beside.empty() && user.property(use.beside) == nullptr)) return nullptr;
  if (use.via.empty()) return bare_role(model, value);
  const Resource* between = resource_named_by(model, *value);
  return between != nullptr ? bare_role(model, between->property(use.via)) : nullptr;
}

}  // namespace

void check_role_policies(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Policies policies = policies_of(model);
  if (policies.empty()) return;
  for (const RoleUse& use : kUses) {
    each_resource_of_type(compilation, use.type, [&](const Resource& user, const Location& properties) {
      const auto found = policies.find(role_of(model, user, use));
      if (found == policies.end()) return;
      const std::vector<const Resource*> missing = missing_dependencies(compilation, user, found->second);
      if (missing.empty()) return;
      const std::string_view name = missing.front()->name();
      const Member* member = user.properties->value->find(use.property);
      reporter.report(
          finding(
              "V3014", Location{&properties, member->key, member->value, 0},
              fmt::format("This may be created before '{}' has its permissions from '{}', and would then fail; add "
                          "{} to DependsOn",
                          found->first->name(), name, missing.size() == 1 ? fmt::format("'{}'", name) : "its policies"))
              .note(missing.front()->member.key->range, fmt::format("'{}' is defined here", name))
              .fix(depend_on_fix(compilation, user, names_of(missing))));
    });
  }
}

}  // namespace virga
