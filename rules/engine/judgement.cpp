#include "rules/engine/judgement.h"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

#include "compiler/resolve/nested_templates.h"
#include "rules/engine/macros.h"

namespace virga {
namespace {

// Errors in the structure of a part, below which nothing is judged.
bool hides_others(std::string_view rule) {
  constexpr std::array<std::string_view, 5> kHiding = {"E0", "E1001", "E3001", "E3002", "E3006"};
  return std::any_of(kHiding.begin(), kHiding.end(), [&](std::string_view start) { return rule.starts_with(start); });
}

// Rules that read the template of a nested stack from elsewhere: those of the names of its outputs.
bool reads_nested_outputs(std::string_view rule) {
  constexpr std::array<std::string_view, 3> kReading = {"E1010", "E1019", "E6101"};
  return std::find(kReading.begin(), kReading.end(), rule) != kReading.end();
}

// Whether it is a nested stack whose template is not at hand, or has names that only a transform knows.
bool lacks_template(const Compilation& compilation, const Resource& resource) {
  if (resource.type != "AWS::CloudFormation::Stack" && resource.type != "AWS::Serverless::Application") return false;
  const NestedTemplate* nested = compilation.nested_template(resource);
  return nested == nullptr || nested->has_open_parameters() || nested->has_open_outputs();
}

// Whether a transform may use what seems unused, so that the rules about that are silent.
bool may_be_used_by_transform(const Compilation& compilation) {
  return compilation.model().section(Section::Transform) != nullptr || may_call_macro(compilation);
}

}  // namespace

const Resource* resource_of(const Template& model, const Diagnostic& finding) {
  if (finding.generated) return model.resource_at(finding.range);
  if (finding.path.size() < 2) return nullptr;
  const auto* section = std::get_if<std::string>(&finding.path[0]);
  const auto* name = std::get_if<std::string>(&finding.path[1]);
  return section != nullptr && name != nullptr && *section == "Resources" ? model.find_resource(*name) : nullptr;
}

Judgement::Judgement(const Compilation& compilation) : compilation_(compilation) {
  const auto resources = compilation.model().resources();
  lacks_nested_ = std::any_of(resources.begin(), resources.end(),
                              [&](const Resource& resource) { return lacks_template(compilation, resource); });
}

void Judgement::add(const Diagnostic& finding, bool is_ignored) {
  if (!finding.rule.starts_with('E') || (is_ignored && !hides_others(finding.rule))) return;
  const Resource* resource = resource_of(compilation_.model(), finding);
  const bool is_output = !finding.path.empty() && finding.path.front() == PathElement(std::string("Outputs"));
  if (resource != nullptr) {
    hidden_.insert(resource);
  } else if (!is_output) {
    is_whole_hidden_ = true;
  }
  if (finding.rule.starts_with("E0")) is_whole_hidden_ = true;
}

bool Judgement::covers(std::string_view id, const Resource* resource) const {
  const LintOptions& options = compilation_.options();
  const Rule* rule = find_rule(id);
  if (rule == nullptr || !options.rules.runs(id)) return false;
  if (compilation_.unread() != nullptr || !options.expansion || !options.evaluation.parameters.empty()) return false;
  if (rule->claim == Claim::Unused && may_be_used_by_transform(compilation_)) return false;
  if (is_whole_hidden_ || (lacks_nested_ && reads_nested_outputs(id))) return false;
  if (resource == nullptr) return hidden_.empty();
  return !hidden_.contains(resource) && !(lacks_nested_ && lacks_template(compilation_, *resource));
}

}  // namespace virga
