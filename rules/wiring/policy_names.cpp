// V3007: inline policies with the same name on one role, of which IAM keeps only the last one.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// A policy of a user, group or role: the resource that defines it, and its name.
struct InlinePolicy {
  const Resource* owner = nullptr;
  const Resource* declared_by = nullptr;
  const Member* name = nullptr;
  Path path;
};

struct Attachment {
  std::string_view type, owners;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
constexpr std::array<Attachment, 6> kAttachments = {{{"AWS::IAM::Policy", "Roles"},
                                                     {"AWS::IAM::Policy", "Groups"},
                                                     {"AWS::IAM::Policy", "Users"},
                                                     {"AWS::IAM::RolePolicy", "RoleName"},
                                                     {"AWS::IAM::GroupPolicy", "GroupName"},
                                                     {"AWS::IAM::UserPolicy", "UserName"}}};

bool has_policies(std::string_view type) {
  return type == "AWS::IAM::Role" || type == "AWS::IAM::Group" || type == "AWS::IAM::User";
}

std::vector<InlinePolicy> policies_of(const Template& model) {
  std::vector<InlinePolicy> found;
  for (const Resource& resource : model.resources()) {
    if (resource.properties == nullptr) continue;
    if (has_policies(resource.type)) {
      const Node* list = resource.property("Policies");
      std::uint32_t index = 0;
      for (const Node* item : list == nullptr ? std::span<const Node* const>{} : list->items()) {
        const Member* name = item->find("PolicyName");
        const Path path = {"Resources", std::string(resource.name()), "Properties", "Policies", index++, "PolicyName"};
        if (name != nullptr) found.push_back({&resource, &resource, name, path});
      }
    }
    for (const Attachment& attachment : kAttachments) {
      if (resource.type != attachment.type) continue;
      const Node* owners = resource.property(attachment.owners);
      const Member* name = resource.properties->value->find("PolicyName");
      if (owners == nullptr || name == nullptr) continue;
      const auto add = [&](const Node& owner) {
        const Resource* named = resource_named_by(model, owner);
        const Path path = {"Resources", std::string(resource.name()), "Properties", "PolicyName"};
        if (named != nullptr && has_policies(named->type)) found.push_back({named, &resource, name, path});
      };
      if (!owners->is_sequence()) add(*owners);
      for (const Node* owner : owners->items()) add(*owner);
    }
  }
  return found;
}

// Another name, which no policy of the same owner has.
std::optional<Fix> rename_policy_fix(const Compilation& compilation, const std::vector<InlinePolicy>& policies,
                                     const InlinePolicy& policy) {
  const Node& name = *policy.name->value;
  if (!name.is_string()) return std::nullopt;
  const auto is_taken = [&](const std::string& wanted) {
    return std::any_of(policies.begin(), policies.end(), [&](const InlinePolicy& other) {
      return other.owner == policy.owner && other.name->value->text() == wanted;
    });
  };
  std::string free;
  for (int i = 2; free.empty() || is_taken(free); ++i) free = fmt::format("{}-{}", name.text(), i);
  return change_fix(compilation, name, free, FixSafety::Unsafe);
}

}  // namespace

void check_policy_names(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const std::vector<InlinePolicy> policies = policies_of(model);
  constexpr std::size_t kMost = 500;  // per template; more are not compared
  if (policies.size() > kMost) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  for (std::size_t i = 1; i < policies.size(); ++i) {
    const InlinePolicy& policy = policies[i];
    for (std::size_t k = 0; k < i; ++k) {
      const InlinePolicy& earlier = policies[k];
      if (earlier.owner != policy.owner || !equal_values(*earlier.name->value, *policy.name->value)) continue;
      if (!can_meet(compilation, *earlier.declared_by, *policy.declared_by)) continue;
      Finding found = finding(
          "V3007", root,
          fmt::format("Duplicate inline policy name in '{}', of which IAM only keeps one; rename one of the two",
                      policy.owner->name()));
      found.at(policy.name->key->range).focus(*policy.name->value);
      found.note(earlier.name->key->range, "the other policy with this name");
      found.fix(rename_policy_fix(compilation, policies, policy));
      Diagnostic made = found.take();
      made.path = policy.path;
      reporter.report(std::move(made));
      break;
    }
  }
}

}  // namespace virga
