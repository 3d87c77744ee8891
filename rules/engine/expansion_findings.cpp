#include "rules/engine/expansion_findings.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "rules/engine/fixes.h"
#include "rules/engine/policy_fixes.h"

namespace virga {
namespace {

constexpr std::string_view kRefused = "E0001";
constexpr std::string_view kIncomplete = "V0001";

bool holds(const std::vector<Diagnostic>& problems, const Diagnostic& one) {
  return std::any_of(problems.begin(), problems.end(), [&](const Diagnostic& other) {
    return other.severity == one.severity && other.range == one.range && other.message == one.message;
  });
}

// A misspelt name that the transform refuses: the near one.
std::optional<Fix> near_name_fix(const Compilation& compilation, const Diagnostic& finding) {
  if (!finding.meant || finding.path.empty()) return std::nullopt;
  const NearName near{finding.meant->name, finding.meant->only};
  const std::span<const PathElement> path = finding.path;
  const Node* holder = value_at(compilation.tree().root, path.first(path.size() - 1));
  const auto* key = std::get_if<std::string>(&path.back());
  const Member* member = holder == nullptr || key == nullptr ? nullptr : holder->find(*key);
  if (member != nullptr && member->key->range == finding.range) {
    return rename_key_fix(compilation, *holder, *member, near);
  }
  const Node* value = value_at(compilation.tree().root, path);
  if (value == nullptr || !value->is_scalar() || value->range != finding.range) return std::nullopt;
  return rename_fix(compilation, *value, near);
}

// A resource that is refused for what it lacks, as its Properties are misspelt.
std::optional<Fix> properties_fix(const Compilation& compilation, const Diagnostic& finding) {
  const Resource* resource = compilation.model().resource_at(finding.range);
  if (resource == nullptr || resource->body() == nullptr || resource->body()->find("Properties") != nullptr) {
    return std::nullopt;
  }
  constexpr std::array<std::string_view, 1> kMeant = {"Properties"};
  for (const Member& member : resource->body()->members()) {
    const NearName near = near_property(member.key->text(), kMeant);
    if (near.found()) {
      return naming(member.key->text(), rename_key_fix(compilation, *resource->body(), member, near));
    }
  }
  return std::nullopt;
}

// The transform takes no text for a number or a boolean ("must be true or false, found 'true'"): the value without its
// quotes.
std::optional<Fix> unquoted_fix(const Compilation& compilation, const Diagnostic& finding) {
  // Resources/Function/Properties/Timeout, or …/Events/Upload/Properties/Enabled
  constexpr std::size_t kPropertyDepth = 4, kEventPropertyDepth = 7;
  const std::span<const PathElement> path = finding.path;
  if (path.size() != kPropertyDepth && path.size() != kEventPropertyDepth) return std::nullopt;
  const Node* root = compilation.tree().root;
  const Node* value = value_at(root, path);
  const Node* type = value_at(root, path.first(2));
  type = type == nullptr ? nullptr : type->get("Type");
  const auto* name = std::get_if<std::string>(&path.back());
  if (value == nullptr || type == nullptr || name == nullptr || !type->is_string()) return std::nullopt;
  std::span<const PropertyRule> rules = property_rules(type->text());
  if (path.size() == kEventPropertyDepth) {
    const Node* event = value_at(root, path.first(5));
    const Node* source = event == nullptr ? nullptr : event->get("Type");
    if (source == nullptr || !source->is_string()) return std::nullopt;
    rules = event_property_rules(type->text(), source->text());
  }
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const PropertyRule& r) { return r.name == *name; });
  if (rule == rules.end() || has(rule->types, PropertyTypes::String)) return std::nullopt;
  return typed_scalar_fix(compilation, *value, has(rule->types, PropertyTypes::Boolean),
                          has(rule->types, PropertyTypes::Integer), FixSafety::Safe);
}

class Findings {
public:
  Findings(const Snapshot& snapshot, const Compilation& judged, std::vector<Diagnostic>& findings)
      : loops_(snapshot.expansion(View::Unrolled).problems), judged_(judged), out_(findings) {}

  void add(const Diagnostic& problem, std::string_view rule) {
    Diagnostic finding = problem;
    finding.rule = rule;
    finding.severity = rule == kRefused ? Severity::Error : Severity::Warning;
    if (!reported_) reported_.emplace(judged_.source().lines(), out_);
    if (!judged_.options().rules.runs(rule) || reported_->any_error(finding)) return;
    if (reported_->any_error_of_text(finding)) return;
    const Resource* resource = judged_.model().resource_at(finding.range);
    if (resource != nullptr && is_told_of_values(finding, *resource)) return;
    if (resource != nullptr && judged_.model().is_sam() && !holds(loops_, problem)) {
      finding.generated = TransformSubject{std::string(resource->name()), std::string(resource->type), {}};
    }
    if (rule == kRefused) replace_null(finding);
    std::optional<Fix> fix = near_name_fix(judged_, finding);
    if (!fix && rule == kRefused) fix = unquoted_fix(judged_, finding);
    if (!fix && rule == kRefused) fix = properties_fix(judged_, finding);
    if (!fix && rule == kRefused && judged_.unread() == nullptr) fix = policy_parameters_fix(judged_.tree(), finding);
    if (fix) finding.fixes.push_back(std::move(*fix));
    out_.push_back(std::move(finding));
  }

private:
  // Whether all that the resource is said to lack is there, with a value that the transform takes for none ("no") and
  // that has an error of its own.
  bool is_told_of_values(const Diagnostic& finding, const Resource& resource) const {
    const Node* properties = resource.properties != nullptr ? resource.properties->value : nullptr;
    if (finding.lacks.empty() || properties == nullptr) return false;
    return std::all_of(finding.lacks.begin(), finding.lacks.end(), [&](const std::string& name) {
      const Member* member = properties->find(name);
      return member != nullptr && reported_->any_error_in({member->key->range.begin,
                                                           std::max(member->key->range.end, member->value->range.end)});
    });
  }

  // Where the transform refuses a null, that it is one needs no saying.
  void replace_null(Diagnostic& finding) {
    const auto null = std::find_if(out_.begin(), out_.end(), [&](const Diagnostic& other) {
      if (other.rule != "V1001") return false;
      const Node* value = value_at(judged_.tree().root, other.path);
      return value != nullptr && value->is(NodeKind::Null) && value->range == finding.range;
    });
    if (null == out_.end()) return;
    std::move(null->fixes.begin(), null->fixes.end(), std::back_inserter(finding.fixes));
    out_.erase(null);
  }

  const std::vector<Diagnostic>& loops_;
  const Compilation& judged_;
  std::optional<ReportedLines> reported_;  // what was found before the first problem, which few templates have
  std::vector<Diagnostic>& out_;
};

}  // namespace

ReportedLines::ReportedLines(const LineIndex& lines, const std::vector<Diagnostic>& findings) : lines_(lines) {
  for (const Diagnostic& finding : findings) {
    rules_.emplace(line_of(finding), finding.rule);
    rules_of_texts_.emplace(text_of(finding), finding.rule);
    if (finding.severity != Severity::Error) continue;
    errors_.insert(line_of(finding));
    errors_of_texts_.insert(text_of(finding));
  }
}

bool ReportedLines::same_rule(const Diagnostic& finding) const {
  return rules_.contains({line_of(finding), finding.rule});
}
bool ReportedLines::any_error(const Diagnostic& finding) const { return errors_.contains(line_of(finding)); }
bool ReportedLines::same_rule_of_text(const Diagnostic& finding) const {
  return rules_of_texts_.contains({text_of(finding), finding.rule});
}
bool ReportedLines::any_error_of_text(const Diagnostic& finding) const {
  return errors_of_texts_.contains(text_of(finding));
}

bool ReportedLines::any_error_in(TextRange text) const {
  const auto first = errors_of_texts_.lower_bound({text.begin, 0});
  return first != errors_of_texts_.end() && first->first < text.end;
}

void add_expansion_problems(const Snapshot& snapshot, const Compilation& judged, std::vector<Diagnostic>& findings) {
  Findings out(snapshot, judged, findings);
  if (!judged.options().expansion) {
    for (const Diagnostic& problem : snapshot.expansion(View::Unrolled).problems) {
      if (problem.severity == Severity::Error) out.add(problem, kRefused);
    }
    return;
  }
  // Without resources there is nothing to expand, which E1001 reports.
  if (judged.model().section_body(Section::Resources) == nullptr) return;
  const Expansion& expanded = snapshot.expansion(View::Expanded);
  for (const Diagnostic& problem : expanded.problems) {
    if (problem.severity == Severity::Warning) out.add(problem, kIncomplete);
  }
  if (expanded.ok()) return;
  const std::vector<Diagnostic>& lasting = snapshot.expansion(View::Assumed).problems;
  for (const Diagnostic& problem : expanded.problems) {
    if (problem.severity == Severity::Error) out.add(problem, holds(lasting, problem) ? kRefused : kIncomplete);
  }
  // From later stages, which did not run for the expanded view.
  for (const Diagnostic& problem : lasting) {
    if (problem.severity == Severity::Error && !holds(expanded.problems, problem)) out.add(problem, kRefused);
  }
}

}  // namespace virga
