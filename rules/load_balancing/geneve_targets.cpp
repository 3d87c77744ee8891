// E3711: target groups that only Gateway Load Balancers can use.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html
#include <fmt/format.h>

#include "rules/engine/resources_of_type.h"
#include "rules/load_balancing/checks.h"

namespace virga {
namespace {

// Calls `visit` for each value in an action that refers to a target group.
template <typename Visit>
void each_target_group(const Node& action, Visit&& visit) {
  if (const Node* arn = action.get("TargetGroupArn")) visit(*arn);
  const Node* forward = action.get("ForwardConfig");
  const Node* groups = forward == nullptr ? nullptr : forward->get("TargetGroups");
  if (groups == nullptr) return;
  for (const Node* group : groups->items()) {
    if (const Node* arn = group->get("TargetGroupArn")) visit(*arn);
  }
}

}  // namespace

void check_geneve_targets(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  // Listener rules are only for Application Load Balancers.
  each_resource_of_type(
      compilation, "AWS::ElasticLoadBalancingV2::ListenerRule", [&](const Resource& rule, const Location&) {
        const Node* actions = rule.property("Actions");
        if (actions == nullptr) return;
        for (const Node* action : actions->items()) {
          each_target_group(*action, [&](const Node& arn) {
            const Resource* group = resource_named_by(model, arn);
            const Node* protocol = group == nullptr ? nullptr : group->property("Protocol");
            if (protocol == nullptr || !protocol->is_string() || protocol->text() != "GENEVE") return;
            const PropertyLocation where(model, *group, *group->properties->value->find("Protocol"));
            reporter.report(
                "E3711", where.get(),
                fmt::format("'{}' forwards HTTP to this target group, but only Gateway Load Balancers support GENEVE",
                            rule.name()));
          });
        }
      });
}

}  // namespace virga
