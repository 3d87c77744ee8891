// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
#include <fmt/format.h>

#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/validation.h"
#include "rules/template/checks.h"

namespace virga {
namespace {

void judge_parameter(Validation& v, const Node& named, const Location& where) {
  const std::string_view name = named.text();
  const Template& model = v.compilation().model();
  if (model.find_parameter(name) != nullptr) return;
  std::vector<std::string_view> known;
  for (const Parameter& parameter : model.parameters()) known.push_back(parameter.name());
  const NearName near = near_name(name, known);
  v.reporter().report(finding("W4001", where, not_defined("Parameter", name, near))
                          .focus(named)
                          .fix(near.found() ? rename_fix(v.compilation(), named, near)
                                            : remove_fix(v.compilation(), where, FixSafety::Unsafe)));
}

}  // namespace

void check_interface_parameters(Validation& v, const Node& interface, const Location& where) {
  if (const Member* labels = interface.find("ParameterLabels")) {
    const Location& at_labels = v.at(where, *labels);
    for (const Member& label : labels->value->members()) judge_parameter(v, *label.key, v.at(at_labels, label));
  }
  const Member* groups = interface.find("ParameterGroups");
  if (groups == nullptr) return;
  const Location& at_groups = v.at(where, *groups);
  std::uint32_t group_index = 0;
  for (const Node* group : groups->value->items()) {
    const Location& at_group = v.at(at_groups, group_index++, *group);
    const Member* parameters = group->find("Parameters");
    if (parameters == nullptr) continue;
    const Location& at_parameters = v.at(at_group, *parameters);
    std::uint32_t index = 0;
    for (const Node* item : parameters->value->items()) {
      if (item->is_string()) judge_parameter(v, *item, v.at(at_parameters, index, *item));
      ++index;
    }
  }
}

}  // namespace virga
