// V3018: a rolling update must be able to replace an instance.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"
#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// Whether no instance can be replaced, of those that there are.
bool blocks(const Node& kept, const Node& most) {
  std::int64_t in_service = 0, size = 0;
  return to_integer(kept, in_service) && to_integer(most, size) && size != 0 && in_service >= size;
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
        const auto pair = first_pair(compilation, *kept->value, *most, {}, blocks);
        if (!pair) return;
        reporter.report(finding("V3018", Location{&at_rolling, kept->key, kept->value, 0},
                                fmt::format("MinInstancesInService ({}) must be less than MaxSize ({}), so that an "
                                            "instance can be replaced; lower it, or raise MaxSize",
                                            pair->first->text(), pair->second->text()))
                            .note(most->range, "MaxSize is here"));
      });
}

}  // namespace virga
