// What the transforms found wrong, as findings.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/compilation.h"

namespace virga {

// Which lines of a template findings are on. Borrows the line index.
class ReportedLines {
public:
  ReportedLines(const LineIndex& lines, const std::vector<Diagnostic>& findings);

  bool same_rule(const Diagnostic& finding) const;
  bool any_error(const Diagnostic& finding) const;

private:
  std::uint32_t line_of(const Diagnostic& finding) const { return lines_.line_of(finding.range.begin); }

  const LineIndex& lines_;
  std::set<std::pair<std::uint32_t, std::string>> rules_;
  std::unordered_set<std::uint32_t> errors_;
};

// Appends to `findings` (those of `judged`, before suppression) what keeps the template from being expanded: E0001 for
// what is wrong whatever a deployment brings, V0001 for what a parameter's value, a build step or a file that is not
// here would cure. So a template has neither when `virga expand --artifacts placeholder` takes it without a word, and
// one of them, or another error on that line, when it does not. A problem of a SAM resource has Diagnostic::generated.
// Without LintOptions::expansion loops alone are looked at.
void add_expansion_problems(const Snapshot& snapshot, const Compilation& judged, std::vector<Diagnostic>& findings);

}  // namespace virga
