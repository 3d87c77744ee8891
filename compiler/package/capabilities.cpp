#include "compiler/package/capabilities.h"

#include <algorithm>
#include <array>

#include "rules/engine/validation.h"

namespace virga {
namespace {

struct IamType {
  std::string_view type;
  std::string_view name_property;
};
constexpr std::array<IamType, 8> kIamTypes{{
    {"AWS::IAM::AccessKey", {}},
    {"AWS::IAM::Group", "GroupName"},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName"},
    {"AWS::IAM::Policy", {}},
    {"AWS::IAM::Role", "RoleName"},
    {"AWS::IAM::User", "UserName"},
    {"AWS::IAM::UserToGroupAddition", {}},
}};

void find_macros(const Node& node, std::set<std::string>& names) {
  for (const Node* item : node.items()) find_macros(*item, names);
  for (const Member& member : node.members()) {
    if (member.key->text() == "Fn::Transform") {
      const Node* name = member.value->get("Name");
      if (name != nullptr && !name->text().empty()) names.emplace(name->text());
    }
    find_macros(*member.value, names);
  }
}

}  // namespace

IamNeed iam_need(const Resource& resource) {
  const auto* const known = std::find_if(kIamTypes.begin(), kIamTypes.end(),
                                         [&](const IamType& entry) { return entry.type == resource.type; });
  if (known == kIamTypes.end()) return {};
  const Node* name = known->name_property.empty() ? nullptr : resource.property(known->name_property);
  const bool named = name != nullptr && !is_no_value(*name);
  return {true, named ? known->name_property : std::string_view()};
}

std::set<std::string> macros_of(const Template& written) {
  std::set<std::string> names;
  for (const std::string_view name : written.transforms()) names.emplace(name);
  if (written.root() != nullptr) find_macros(*written.root(), names);
  return names;
}

}  // namespace virga
