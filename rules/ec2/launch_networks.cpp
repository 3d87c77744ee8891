// E3714: the security groups of a launch template must be in the network of its subnets.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"
#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Whether the values certainly refer to different networks. At least one must refer to a resource of the template, or
// both must be written out, since two parameters may have the same value.
bool differ(const Template& model, const Node& a, const Node& b) {
  if (a.is_string() && b.is_string()) return a.text() != b.text();
  const Resource* first = resource_named_by(model, a);
  const Resource* second = resource_named_by(model, b);
  if (first != nullptr && second != nullptr) return first != second;
  if (first == nullptr && second == nullptr) return false;
  const Node& other = first == nullptr ? a : b;
  return other.is_string() ||
         (other.function == Function::Ref && model.find_parameter(other.argument()->text()) != nullptr);
}

const Resource* resource_of(const Template& model, const Node& value, std::string_view type) {
  const Resource* resource = resource_named_by(model, value);
  return resource != nullptr && resource->type == type && resource->properties != nullptr ? resource : nullptr;
}

}  // namespace

void check_launch_networks(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::EC2::LaunchTemplate", [&](const Resource& launch, const Location&) {
    const Node* data = launch.property("LaunchTemplateData");
    const Node* groups = data == nullptr ? nullptr : data->get("SecurityGroupIds");
    const Node* interfaces = data == nullptr ? nullptr : data->get("NetworkInterfaces");
    if (groups == nullptr || interfaces == nullptr) return;
    const ConditionSolver& conditions = compilation.conditions();
    const auto judge = [&](const Resource& subnet, const Node& network, const Resource& group,
                           const Scenario& assumed) {
      const Member* other = group.properties->value->find("VpcId");
      if (other == nullptr) return;
      each_choice(conditions, *other->value, assumed, [&](const Node& value, const Scenario& scenario) {
        if (!differ(model, network, value) || !can_meet(compilation, subnet, group, scenario)) return;
        const PropertyLocation where(model, group, *other);
        reporter.report(
            "E3714", where.get(),
            fmt::format("'{}' uses this security group in subnet '{}' of another VPC; both must be in the same "
                        "VPC",
                        launch.name(), subnet.name()));
      });
    };
    for (const Node* item : interfaces->items()) {
      const Node* id = item->get("SubnetId");
      if (id == nullptr) continue;
      for (const Node* listed : groups->items()) {
        each_two_choices(conditions, *id, *listed, [&](const Node& a, const Node& b, const Scenario& assumed) {
          const Resource* subnet = resource_of(model, a, "AWS::EC2::Subnet");
          const Resource* group = resource_of(model, b, "AWS::EC2::SecurityGroup");
          const Node* network = subnet == nullptr ? nullptr : subnet->property("VpcId");
          if (network == nullptr || group == nullptr) return;
          each_choice(conditions, *network, assumed,
                      [&](const Node& value, const Scenario& scenario) { judge(*subnet, value, *group, scenario); });
        });
      }
    }
  });
}

}  // namespace virga
