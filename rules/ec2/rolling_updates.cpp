// V3018: a rolling update must be able to replace an instance.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Whether a stack can have these two values, of which the first is not less than the second. Whoever deploys chooses a
// parameter's value.
bool can_block(const Compilation& compilation, const ResolvedValue& kept, const ResolvedValue& most) {
  std::int64_t in_service = 0, size = 0;
  if (!kept.choices.empty() || !most.choices.empty()) return false;
  if (!to_integer(*kept.value, in_service) || !to_integer(*most.value, size) || in_service < size) return false;
  if (size == 0) return false;  // nothing to replace
  Scenario both = kept.scenario;
  both.insert(both.end(), most.scenario.begin(), most.scenario.end());
  return compilation.conditions().possible(both);
}

}  // namespace

void check_rolling_updates(const Compilation& compilation, Reporter& reporter) {
  each_resource_of_type(
      compilation, "AWS::AutoScaling::AutoScalingGroup", [&](const Resource& group, const Location& properties) {
        const Member* policy = group.member.value->find("UpdatePolicy");
        const Member* rolling = policy == nullptr ? nullptr : policy->value->find("AutoScalingRollingUpdate");
        const Member* kept = rolling == nullptr ? nullptr : rolling->value->find("MinInstancesInService");
        const Node* most = group.property("MaxSize");
        if (kept == nullptr || most == nullptr) return;
        // A group that is replaced as a whole has no rolling update.
        const Node* replacing = policy->value->get("AutoScalingReplacingUpdate");
        const Node* will_replace = replacing == nullptr ? nullptr : replacing->get("WillReplace");
        if (replacing != nullptr && (will_replace == nullptr || will_replace->text() != "false")) return;
        const Location at_policy{properties.parent, policy->key, policy->value, 0};
        const Location at_rolling{&at_policy, rolling->key, rolling->value, 0};
        const Resolution in_service = compilation.evaluator().resolve(*kept->value);
        const Resolution& sizes = compilation.evaluator().resolve(*most);
        for (const ResolvedValue& a : in_service.values) {
          for (const ResolvedValue& b : sizes.values) {
            if (!can_block(compilation, a, b)) continue;
            reporter.report(finding("V3018", Location{&at_rolling, kept->key, kept->value, 0},
                                    fmt::format("MinInstancesInService ({}) must be less than MaxSize ({}), so that an "
                                                "instance can be replaced; lower it, or raise MaxSize",
                                                a.value->text(), b.value->text()))
                                .note(most->range, "MaxSize is here"));
            return;
          }
        }
      });
}

}  // namespace virga
