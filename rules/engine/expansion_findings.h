// Turns the problems of transforms into findings.
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

// The lines and texts that have findings. Borrows the line index.
class ReportedLines {
public:
  ReportedLines(const LineIndex& lines, const std::vector<Diagnostic>& findings);

  bool same_rule(const Diagnostic& finding) const;
  bool any_error(const Diagnostic& finding) const;
  // About the very same text: of the rule, or an error.
  bool same_rule_of_text(const Diagnostic& finding) const;
  bool any_error_of_text(const Diagnostic& finding) const;
  // About what is in this text.
  bool any_error_in(TextRange text) const;

private:
  using Text = std::pair<std::uint32_t, std::uint32_t>;  // a range

  static Text text_of(const Diagnostic& finding) { return {finding.focus().begin, finding.focus().end}; }
  std::uint32_t line_of(const Diagnostic& finding) const { return lines_.line_of(finding.range.begin); }

  const LineIndex& lines_;
  std::set<std::pair<std::uint32_t, std::string>> rules_;
  std::unordered_set<std::uint32_t> errors_;
  std::set<std::pair<Text, std::string>> rules_of_texts_;
  std::set<Text> errors_of_texts_;
};

// Appends to `findings` (those of `judged`, before suppression) whatever prevents the expansion of the template: E0001
// for problems independent of the deployment, V0001 for those that a parameter's value, a build step or a missing file
// would resolve. A template thus has neither if `virga expand --artifacts placeholder` accepts it without a message;
// otherwise it has one of them, or another error on that line. Problems of SAM resources have Diagnostic::generated.
// Without LintOptions::expansion, only loops are expanded.
void add_expansion_problems(const Snapshot& snapshot, const Compilation& judged, std::vector<Diagnostic>& findings);

}  // namespace virga
