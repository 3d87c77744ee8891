// E3706: the sizes of an Auto Scaling group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html
#include <fmt/format.h>

#include "rules/ec2/checks.h"

namespace virga {

void check_group_sizes(Validation& validation, const Node& group, const Location& where) {
  const Node* least = group.get("MinSize");
  const Member* most = group.find("MaxSize");
  if (least == nullptr || most == nullptr) return;
  const Compilation& compilation = validation.compilation();
  const Resolution from = compilation.evaluator().resolve(*least);
  const Resolution& to = compilation.evaluator().resolve(*most->value);
  if (!from.known || !to.known) return;
  for (const ResolvedValue& a : from.values) {
    for (const ResolvedValue& b : to.values) {
      std::int64_t min = 0, max = 0;
      // A parameter's value may be overridden.
      if (!a.choices.empty() || !b.choices.empty()) continue;
      if (!to_integer(*a.value, min) || !to_integer(*b.value, max) || min <= max) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!compilation.conditions().possible(both)) continue;
      validation.fail(validation.context(), "E3706", validation.at(where, *most),
                      fmt::format("MaxSize ({}) is less than MinSize ({})", max, min));
      return;
    }
  }
}

}  // namespace virga
