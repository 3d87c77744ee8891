// E3712: a group with a target tracking policy must be able to scale.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Whether both are known to be the same number under all conditions.
bool are_same(const Compilation& compilation, const Node& a, const Node& b) {
  const Resolution first = compilation.evaluator().resolve(a);
  const Resolution& second = compilation.evaluator().resolve(b);
  if (!first.known || !first.complete || !second.known || !second.complete) return false;
  for (const ResolvedValue& one : first.values) {
    for (const ResolvedValue& other : second.values) {
      Scenario both = one.scenario;
      both.insert(both.end(), other.scenario.begin(), other.scenario.end());
      std::int64_t number = 0, number_of_other = 0;
      const bool are_numbers = to_integer(*one.value, number) && to_integer(*other.value, number_of_other);
      if ((!are_numbers || number != number_of_other) && compilation.conditions().possible(both)) return false;
    }
  }
  return !first.values.empty();
}

}  // namespace

void check_tracking_policies(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::AutoScaling::ScalingPolicy", [&](const Resource& policy, const Location&) {
    const Node* type = policy.property("PolicyType");
    const Node* name = policy.property("AutoScalingGroupName");
    if (type == nullptr || !type->is_string() || type->text() != "TargetTrackingScaling" || name == nullptr) return;
    const Resource* group = resource_named_by(model, *name);
    if (group == nullptr || group->type != "AWS::AutoScaling::AutoScalingGroup" || group->properties == nullptr) return;
    const Node* least = group->property("MinSize");
    const Member* most = group->properties->value->find("MaxSize");
    if (least == nullptr || most == nullptr || !can_meet(compilation, policy, *group)) return;
    if (!are_same(compilation, *least, *most->value)) return;
    const PropertyLocation where(model, *group, *most);
    reporter.report("E3712", where.get(),
                    fmt::format("'{}' cannot scale this group, whose MaxSize always equals its MinSize; raise MaxSize, "
                                "or remove the policy",
                                policy.name()));
  });
}

}  // namespace virga
