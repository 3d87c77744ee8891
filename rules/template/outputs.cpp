// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
#include <fmt/format.h>

#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/validation.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"
#include "rules/template/names.h"

namespace virga {
namespace {

// The scenario in which an output exists.
Scenario scenario_of_output(const Validation& v, const Location& part) {
  Scenario scenario;
  const Node* output = part.parent != nullptr ? part.parent->value : nullptr;
  const Node* condition = output != nullptr ? output->get("Condition") : nullptr;
  if (condition != nullptr && condition->is_string()) {
    if (auto id = v.compilation().conditions().id(condition->text())) scenario.push_back({*id, true});
  }
  return scenario;
}

// Checks an expression that must be a string. `keyword_rule` is the rule for the schema's failures; `function_rule`, if
// set, is the rule for the arguments and results of functions.
void judge_text(Validation& v, const Node& value, const Location& where, const Scenario& scenario,
                std::string_view keyword_rule, std::string_view function_rule) {
  std::vector<Failure> found;
  Context context = v.context();
  context.functions = kPropertyFunctions;
  context.rule = {};
  context.message = {};
  context.failures = &found;
  if (!scenario.empty()) context.scenario = &scenario;
  v.check(value, v.compilation().facts().find_schema("output-text"), where, context);
  for (Failure& failure : found) {
    if (failure.rule.starts_with("E3")) failure.rule = keyword_rule;
    // E1029, a variable outside of Fn::Sub, is only about the string itself.
    if (!function_rule.empty() && failure.rule.starts_with("E10") && failure.rule != "E1029")
      failure.rule = function_rule;
  }
  v.report(std::move(found));
}

}  // namespace

void check_output_value(Validation& v, const Node& value, const Location& where) {
  judge_text(v, value, where, scenario_of_output(v, where), "E6101", "E6101");
}

void check_export_name(Validation& v, const Node& name, const Location& where) {
  judge_text(v, name, where, Scenario{}, "E6102", {});
  // Export names are evaluated before any resource exists.
  const Template& model = v.compilation().model();
  walk_values(name, where, [&](const Node& part, const Location& at) {
    if (part.function == Function::GetAtt || part.function == Function::ImportValue ||
        part.function == Function::GetStackOutput) {
      v.reporter().report(
          "E6102", Location{&at, part.function_key(), part.argument(), 0},
          fmt::format("An export name must be known before any {} is read, so it cannot use {}; use parameters, pseudo "
                      "parameters and literals",
                      part.function == Function::GetAtt ? "resource" : "other stack", part.function_key()->text()));
      return true;
    }
    each_name(part, at, v.compilation().source().text(), [&](std::string_view text, const Location& at_name) {
      const Resource* resource = model.find_resource(text.substr(0, text.find('.')));
      if (resource == nullptr || model.find_parameter(text) != nullptr) return;
      v.reporter().report(
          part.function == Function::Sub ? "E1019" : "E1020", at_name,
          fmt::format(
              "An export name cannot refer to the resource '{}'; use parameters, pseudo parameters and literals",
              resource->name()));
    });
    return true;
  });
}

void check_output_condition(Validation& v, const Node& name, const Location& where) {
  if (!name.is_string() || v.compilation().conditions().id(name.text())) return;
  for (const Reference& use : v.compilation().symbols().references()) {
    if (use.node == &name && use.target != SymbolKind::Unknown) return;  // made by a loop or a macro
  }
  std::vector<std::string_view> known;
  for (const Declaration& condition : v.compilation().model().conditions()) known.push_back(condition.name());
  v.reporter().report(no_condition(v.compilation(), "E6005", where, name, known));
}

void check_passed_on_imports(const Compilation& compilation, Reporter& reporter) {
  in_section(compilation.model(), Section::Outputs, [&](const Node& body, const Location& where) {
    for (const Member& output : body.members()) {
      const Member* value = output.value->find("Value");
      if (value == nullptr) continue;
      Location at_output{&where, output.key, output.value, 0};
      walk_values(
          *value->value, Location{&at_output, value->key, value->value, 0}, [&](const Node& node, const Location& at) {
            if (node.function != Function::ImportValue) return true;
            reporter.report(
                "W6001", Location{&at, node.function_key(), node.argument(), 0},
                "This output passes on an import; importing from the original stack keeps the stacks independent");
            return true;
          });
    }
  });
}

}  // namespace virga
