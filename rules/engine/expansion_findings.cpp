#include "rules/engine/expansion_findings.h"

#include <algorithm>

namespace virga {
namespace {

constexpr std::string_view kRefused = "E0001";
constexpr std::string_view kIncomplete = "V0001";

bool holds(const std::vector<Diagnostic>& problems, const Diagnostic& one) {
  return std::any_of(problems.begin(), problems.end(), [&](const Diagnostic& other) {
    return other.severity == one.severity && other.range == one.range && other.message == one.message;
  });
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
