// How rules say what they found: one builder, and the place that takes what it builds.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/location.h"
#include "rules/engine/rule.h"

namespace virga {

class UnreadText;

// A finding in the making:
//
//   reporter.report(finding("E1020", where, message).focus(name).note(declaration, "'Size' is declared here"));
//
// It owns all that it holds; locations and nodes are only read while it is built.
class Finding {
public:
  // Findings are rare: `cold` keeps the code that makes them out of the way of the code that looks for them.
  [[gnu::cold]] Finding(std::string_view rule, const Location& where, std::string message);

  // Reported at this range, with the path of the location: for what cfn-lint reports elsewhere than at a key.
  Finding& at(TextRange range);
  // The very text at fault, where it is narrower than Location::focus(). Empty ranges change nothing.
  Finding& focus(TextRange exact);
  Finding& focus(const Node& node) { return focus(node.range); }
  // A second place and what it has to do with the finding; it names what it points at. A null file means the linted
  // one.
  Finding& note(TextRange range, std::string message, SourceFilePtr file = nullptr);
  // A way to mend it; nothing where there is none.
  Finding& fix(std::optional<Fix> fix);

  const std::string& message() const { return diagnostic_.message; }
  Diagnostic take() { return std::move(diagnostic_); }

private:
  Diagnostic diagnostic_;
};

// Moves a finding that is made already: its range, focus and path are those of the location.
void place_at(Diagnostic& finding, const Location& where);

inline Finding finding(std::string_view rule, const Location& where, std::string message) {
  return {rule, where, std::move(message)};
}

// Takes the findings of one compilation and drops those of rules that do not run. Not thread safe. Equal findings are
// merged later, when the linter sorts them.
class Reporter {
public:
  // `unread`: what the text holds beside the tree, where it was not read to its end. Findings that it could prove wrong
  // are dropped.
  Reporter(DiagnosticSink& sink, const RuleSelection& selection, const UnreadText* unread = nullptr)
      : sink_(sink), selection_(selection), unread_(unread) {}

  bool runs(std::string_view rule) const { return selection_.runs(rule); }
  bool runs_any(std::span<const std::string_view> rules) const {
    return std::any_of(rules.begin(), rules.end(), [&](std::string_view rule) { return runs(rule); });
  }
  const RuleSelection& selection() const { return selection_; }

  // Takes the finding out of its builder. The severity is that of the rule's row.
  void report(Finding& found) { report(found.take()); }
  void report(Finding&& found) { report(found.take()); }
  [[gnu::cold]] void report(Diagnostic found);
  // For a finding that is no more than this.
  void report(std::string_view rule, const Location& where, std::string message) {
    if (runs(rule)) report(finding(rule, where, std::move(message)));
  }

private:
  DiagnosticSink& sink_;
  const RuleSelection& selection_;
  const UnreadText* unread_;
};

}  // namespace virga
