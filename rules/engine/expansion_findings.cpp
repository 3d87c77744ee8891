#include "rules/engine/expansion_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

constexpr std::string_view kRefused = "E0001";
constexpr std::string_view kIncomplete = "V0001";

bool holds(const std::vector<Diagnostic>& problems, const Diagnostic& one) {
  return std::any_of(problems.begin(), problems.end(), [&](const Diagnostic& other) {
    return other.severity == one.severity && other.range == one.range && other.message == one.message;
  });
}

// The transform refuses names that an event does not have, and tells of one that is missing: where one near candidate
// explains both, its name.
std::optional<Fix> event_name_fix(const Compilation& compilation, const Diagnostic& finding) {
  // Resources/Function/Properties/Events/Upload/…
  constexpr std::size_t kEventDepth = 5;
  const std::span<const PathElement> path = finding.path;
  if (path.size() < kEventDepth || std::get_if<std::string>(&path[3]) == nullptr ||
      *std::get_if<std::string>(&path[3]) != "Events") {
    return std::nullopt;
  }
  const Node* root = compilation.tree().root;
  const Node* owner = value_at(root, path.first(2));
  const Node* event = value_at(root, path.first(kEventDepth));
  const Node* type = owner == nullptr ? nullptr : owner->get("Type");
  const Node* source = event == nullptr ? nullptr : event->get("Type");
  const Node* properties = event == nullptr ? nullptr : event->get("Properties");
  if (type == nullptr || source == nullptr || properties == nullptr) return std::nullopt;
  std::vector<std::string_view> names;
  for (const PropertyRule& rule : event_property_rules(type->text(), source->text())) names.push_back(rule.name);
  for (const Member& member : properties->members()) {
    if (std::find(names.begin(), names.end(), member.key->text()) != names.end()) continue;
    const NearName near = near_property(member.key->text(), names);
    const bool is_told = near.found() && finding.message.find(fmt::format("'{}'", near.name)) != std::string::npos;
    if (is_told) return naming(member.key->text(), rename_key_fix(compilation, *properties, member, near));
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

// The names in a message of the transform, in quotes or as they are: all that may be one.
std::vector<std::string_view> names_in(std::string_view message) {
  std::vector<std::string_view> names;
  for (std::size_t at = 0; at < message.size();) {
    std::size_t end = at;
    while (end < message.size() && (is_letter_or_digit(message[end]) || message[end] == '_')) ++end;
    const std::string_view word = message.substr(at, end - at);
    // "PER_API" and "OnFailure", but not the words around them.
    if (std::any_of(word.begin(), word.end(), is_upper)) names.push_back(word);
    at = end + 1;
  }
  return names;
}

// The transform says which names or values it takes where it refuses one: the one that is near.
std::optional<Fix> told_name_fix(const Compilation& compilation, const Diagnostic& finding) {
  const std::span<const PathElement> path = finding.path;
  const Node* root = compilation.tree().root;
  const Node* value = value_at(root, path);
  if (path.empty() || value == nullptr) return std::nullopt;
  // "Unknown property 'Typee' of Auth. Did you mean 'Type'?", "Unknown key 'Typee' in Auth; expected Type or Name"
  const auto* name = std::get_if<std::string>(&path.back());
  const Node* owner = value_at(root, path.first(path.size() - 1));
  const Member* member = name != nullptr && owner != nullptr ? owner->find(*name) : nullptr;
  const std::size_t known = std::min(finding.message.find(". Did you mean "), finding.message.find("; expected "));
  if (member != nullptr && known != std::string::npos && finding.message.starts_with("Unknown ") &&
      finding.message.find(fmt::format("'{}'", *name)) != std::string::npos) {
    const NearName near = near_name(*name, names_in(std::string_view(finding.message).substr(known)));
    return naming(*name, rename_key_fix(compilation, *owner, *member, near));
  }
  // "Type must be 'SQS', 'SNS' or 'S3', found 'sqs'"
  if (value->is_string() && finding.message.ends_with(fmt::format("found '{}'", value->text()))) {
    const NearName near = near_choice(value->text(), names_in(finding.message));
    if (!near.only || !equals_ignoring_case(near.name, value->text())) return std::nullopt;
    return change_fix(compilation, *value, near.name, FixSafety::Safe);
  }
  return std::nullopt;
}

// What the transform misses in a resource may be below a misspelt "Properties", which it ignores.
std::optional<Fix> properties_name_fix(const Compilation& compilation, const Diagnostic& finding) {
  constexpr std::size_t kResourceDepth = 2;
  constexpr std::array<std::string_view, 1> kName = {"Properties"};
  const std::span<const PathElement> path = finding.path;
  if (path.size() < kResourceDepth) return std::nullopt;
  const Node* resource = value_at(compilation.tree().root, path.first(kResourceDepth));
  if (resource == nullptr || !resource->is_mapping()) return std::nullopt;
  for (const Member& member : resource->members()) {
    const NearName near = near_name(member.key->text(), kName);
    if (near.only && member.value->is_mapping()) {
      return naming(member.key->text(), rename_key_fix(compilation, *resource, member, near));
    }
  }
  return std::nullopt;
}

class Findings {
public:
  Findings(const Snapshot& snapshot, const Compilation& judged, std::vector<Diagnostic>& findings)
      : loops_(snapshot.expansion(View::Unrolled).problems),
        judged_(judged),
        reported_(judged.source().lines(), findings),
        out_(findings) {}

  void add(const Diagnostic& problem, std::string_view rule) {
    Diagnostic finding = problem;
    finding.rule = rule;
    finding.severity = rule == kRefused ? Severity::Error : Severity::Warning;
    if (!judged_.options().rules.runs(rule) || reported_.any_error(finding)) return;
    const Resource* resource = judged_.model().resource_at(finding.range);
    if (resource != nullptr && judged_.model().is_sam() && !holds(loops_, problem)) {
      finding.generated = TransformSubject{std::string(resource->name()), std::string(resource->type), {}};
    }
    std::optional<Fix> fix = event_name_fix(judged_, finding);
    if (!fix && rule == kRefused) fix = unquoted_fix(judged_, finding);
    if (!fix && rule == kRefused) fix = told_name_fix(judged_, finding);
    if (!fix && rule == kRefused) fix = properties_name_fix(judged_, finding);
    if (fix) finding.fixes.push_back(std::move(*fix));
    out_.push_back(std::move(finding));
  }

private:
  const std::vector<Diagnostic>& loops_;
  const Compilation& judged_;
  const ReportedLines reported_;
  std::vector<Diagnostic>& out_;
};

}  // namespace

ReportedLines::ReportedLines(const LineIndex& lines, const std::vector<Diagnostic>& findings) : lines_(lines) {
  for (const Diagnostic& finding : findings) {
    rules_.emplace(line_of(finding), finding.rule);
    if (finding.severity == Severity::Error) errors_.insert(line_of(finding));
  }
}

bool ReportedLines::same_rule(const Diagnostic& finding) const {
  return rules_.contains({line_of(finding), finding.rule});
}
bool ReportedLines::any_error(const Diagnostic& finding) const { return errors_.contains(line_of(finding)); }

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
