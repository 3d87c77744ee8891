// E3712: a group that a target tracking policy scales can scale.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// The one number that both values have whatever the conditions; none where they ever differ, or are not known.
std::optional<std::int64_t> same_number(const Compilation& compilation, const Node& a, const Node& b) {
  const Resolution first = compilation.evaluator().resolve(a);
  const Resolution& second = compilation.evaluator().resolve(b);
  if (!first.known || !first.complete || !second.known || !second.complete) return std::nullopt;
  std::optional<std::int64_t> same;
  for (const Resolution* resolution : {&first, &second}) {
    for (const ResolvedValue& value : resolution->values) {
      std::int64_t number = 0;
      if (!to_integer(*value.value, number) || (same && *same != number)) return std::nullopt;
      same = number;
    }
  }
  return same;
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
    const auto size = same_number(compilation, *least, *most->value);
    if (!size) return;
    const PropertyLocation where(model, *group, *most);
    reporter.report(
        "E3712", where.get(),
        fmt::format(
            "'{}' cannot scale this group, whose MinSize and MaxSize are both {}; raise MaxSize, or remove the policy",
            policy.name(), *size));
  });
}

}  // namespace virga
