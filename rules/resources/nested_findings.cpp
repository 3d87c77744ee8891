// V3010: what is wrong in a nested template with the parameters that its stack passes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rules/engine/linter.h"
#include "rules/engine/macros.h"
#include "rules/engine/reporter.h"
#include "rules/engine/resources_of_type.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

// Of one template: nested stacks that are linted, and the bytes of their templates.
constexpr std::size_t kMostStacks = 20;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
// Of one stack: findings that are reported.
constexpr std::size_t kMostFindings = 10;

// The value of an expression in every deployment; nullopt if it depends on one.
std::optional<std::string> constant_text(const Compilation& compilation, const Node& value) {
  const Resolution& resolution = compilation.evaluator().resolve(value);
  if (!resolution.known || !resolution.complete || resolution.values.size() != 1) return std::nullopt;
  const ResolvedValue& only = resolution.values.front();
  const Node& node = *only.value;
  if (only.secret || !only.scenario.empty() || !node.is_scalar() || node.is(NodeKind::Null)) return std::nullopt;
  if (node.text().find("{{resolve:") != std::string_view::npos) return std::nullopt;
  return std::string(node.text());
}

// The options for a nested template; nullopt if nothing that the stack passes could matter.
std::optional<LintOptions> options_for(const Compilation& compilation, const NestedTemplate& nested,
                                       const Node& given) {
  LintOptions options = compilation.options();
  options.evaluation.parameters.clear();
  options.evaluation.open_parameters.clear();
  bool matters = false;
  for (const Member& member : given.members()) {
    const std::string name(member.key->text());
    const Parameter* parameter = nested.model.find_parameter(name);
    if (parameter == nullptr) continue;
    std::optional<std::string> text = constant_text(compilation, *member.value);
    if (!text) {
      options.evaluation.open_parameters.insert(name);
      continue;
    }
    const Node* usual = parameter->default_value;
    matters = matters || usual == nullptr || usual->text() != *text;
    options.evaluation.parameters.insert_or_assign(name, std::move(*text));
  }
  if (!matters) return std::nullopt;
  options.run_exports = nullptr;
  options.rules.include = {"E", "W"};
  options.rules.mandatory.clear();
  return options;
}

bool is_about_value(const Diagnostic& finding) {
  return finding.severity == Severity::Error || finding.rule.starts_with("W103");
}

using Place = std::tuple<std::string, std::uint32_t, std::uint32_t>;
Place place_of(const Diagnostic& finding) { return {finding.rule, finding.range.begin, finding.range.end}; }

class NestedFindings {
public:
  NestedFindings(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  void run(const Resource& stack, const NestedTemplate& nested, const Member& parameters) {
    bytes_ += nested.tree.source->text().size();
    if (bytes_ > kMostBytes || has_own_macro(nested.model)) return;
    const std::optional<LintOptions> passed = options_for(compilation_, nested, *parameters.value);
    if (!passed || ++stacks_ > kMostStacks) return;
    const LintResult result = lint(nested.tree.source, *passed);
    if (std::none_of(result.findings.begin(), result.findings.end(), is_about_value)) return;
    // What is wrong with other values, too, is the nested template's own affair.
    LintOptions any = *passed;
    any.evaluation.parameters = compilation_.options().evaluation.parameters;
    any.evaluation.open_parameters.clear();
    std::set<Place> known;
    for (const Diagnostic& finding : lint(nested.tree.source, any).findings) known.insert(place_of(finding));
    std::size_t reported = 0;
    for (const Diagnostic& finding : result.findings) {
      if (!is_about_value(finding) || !known.insert(place_of(finding)).second) continue;
      if (++reported > kMostFindings) return;
      report(stack, parameters, result, finding);
    }
  }

private:
  void report(const Resource& stack, const Member& parameters, const LintResult& result,
              const Diagnostic& finding) const {
    const PropertyLocation where(compilation_.model(), stack, parameters);
    reporter_.report(virga::finding("V3010", where.get(),
                                    fmt::format("With these parameters the nested template fails: {} ({})",
                                                finding.message, finding.rule))
                         .note(finding.range, "the value that fails", result.source));
  }

  const Compilation& compilation_;
  Reporter& reporter_;
  std::size_t stacks_ = 0, bytes_ = 0;
};

}  // namespace

void check_nested_findings(const Compilation& compilation, Reporter& reporter) {
  NestedFindings check(compilation, reporter);
  for (const Resource& stack : compilation.model().resources()) {
    const NestedTemplate* nested = compilation.nested_template(stack);
    if (nested == nullptr || compilation.is_cancelled()) continue;
    const Member* parameters = stack.properties->value->find("Parameters");
    if (parameters == nullptr || parameters->value->function != Function::None) continue;
    check.run(stack, *nested, *parameters);
  }
}

}  // namespace virga
