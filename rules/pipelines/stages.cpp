// E3700: only the first stage has source actions.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html
#include <fmt/format.h>

#include "rules/engine/branches.h"
#include "rules/pipelines/checks.h"

namespace virga {
namespace {

// Whether the list item exists under all conditions.
bool is_certain(const Node& item) { return item.is_mapping() && item.function == Function::None; }

}  // namespace

void check_source_stage(Validation& validation, const Node& stages, const Location& where) {
  bool is_first = true;
  for (std::uint32_t i = 0; i < stages.items().size(); ++i) {
    const Node& item = *stages.items()[i];
    // After a conditional stage, it is not known which stage is the first.
    if (is_first && !is_certain(item)) return;
    each_branch(validation, item, validation.at(where, i, item), {},
                [&](const Node& stage, const Location& at_stage, const Scenario& holds) {
                  const Member* actions = stage.find("Actions");
                  if (actions == nullptr) return;
                  each_item(validation, *actions->value, validation.at(at_stage, *actions), holds,
                            [&](const Node& action, const Location& at_action, const Scenario& then) {
                              const Member* type = action.find("ActionTypeId");
                              const Member* category = type == nullptr ? nullptr : type->value->find("Category");
                              if (category == nullptr) return;
                              const Location& at_type = validation.at(at_action, *type);
                              each_branch(
                                  validation, *category->value, validation.at(at_type, *category), then,
                                  [&](const Node& value, const Location& at, const Scenario&) {
                                    if (!value.is_string()) return;
                                    const std::string_view text = value.text();
                                    std::string message;
                                    if (is_first && text != "Source") {
                                      message = fmt::format(
                                          "The first stage of a pipeline can only have source actions, found {}", text);
                                    } else if (!is_first && text == "Source") {
                                      message = "Source actions are only allowed in the first stage of a pipeline";
                                    } else if (!is_first && text != "Approval" && text != "Build" &&
                                               text != "Compute" && text != "Deploy" && text != "Invoke" &&
                                               text != "Test") {
                                      message = fmt::format(
                                          "{} is not an action category; later stages can have Approval, Build, "
                                          "Compute, Deploy, Invoke and Test",
                                          describe_value(value));
                                    } else {
                                      return;
                                    }
                                    validation.fail(validation.context(), "E3700", at, std::move(message));
                                  });
                            });
                });
    is_first = false;
  }
}

}  // namespace virga
