// How rules report findings: a builder, and the reporter that collects them.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/support/near_names.h"
#include "rules/engine/location.h"
#include "rules/engine/rule.h"

namespace virga {

class UnreadText;

// Builds a finding:
//
//   reporter.report(finding("E1020", where, message).focus(name).note(declaration, "'Size' is declared here"));
//
// Owns all its data; locations and nodes are only read while it is built.
class Finding {
public:
  // Findings are rare: `cold` keeps the code that builds them apart from the code that searches.
  [[gnu::cold]] Finding(std::string_view rule, const Location& where, std::string message);

  // Reports the finding at this range with the location's path, for findings that cfn-lint does not report at a key.
  Finding& at(TextRange range);
  // The exact text at fault, if it is narrower than Location::focus(). Empty ranges are ignored.
  Finding& focus(TextRange exact);
  Finding& focus(const Node& node) { return focus(node.range); }
  // A second place and how it relates to the finding; the message names what it points at. A null file means the linted
  // one.
  Finding& note(TextRange range, std::string message, SourceFilePtr file = nullptr);
  // What it comes down to, so that it is not told beside another finding of the same.
  Finding& gist(Gist gist);
  // Of a missing key: the unknown one beside it that is probably a misspelling of it.
  Finding& misspelled_as(std::string_view key);
  // The properties or attributes that a resource lacks.
  Finding& lacks(std::vector<std::string> names);
  // Of an unknown key: the name that it was probably meant to be, if any.
  Finding& meant(const NearName& near);
  // Adds a fix, if any.
  Finding& fix(std::optional<Fix> fix);

  const std::string& message() const { return diagnostic_.message; }
  Diagnostic take() { return std::move(diagnostic_); }

private:
  Diagnostic diagnostic_;
};

// Moves an existing finding: sets its range, focus and path to those of the location.
void place_at(Diagnostic& finding, const Location& where);

inline Finding finding(std::string_view rule, const Location& where, std::string message) {
  return {rule, where, std::move(message)};
}

// Collects the findings of one compilation and drops those of rules that do not run. Not thread-safe. The linter merges
// equal findings later, when it sorts them.
class Reporter {
public:
  // `unread`: the parts of the text that could not be read, if any. Findings that they could prove wrong are dropped.
  Reporter(DiagnosticSink& sink, const RuleSelection& selection, const UnreadText* unread = nullptr)
      : sink_(sink), selection_(selection), unread_(unread) {}

  bool runs(std::string_view rule) const { return selection_.runs(rule); }
  bool runs_any(std::span<const std::string_view> rules) const {
    return std::any_of(rules.begin(), rules.end(), [&](std::string_view rule) { return runs(rule); });
  }
  const RuleSelection& selection() const { return selection_; }

  // Takes the finding out of its builder and sets its severity from the rule's row.
  void report(Finding& found) { report(found.take()); }
  void report(Finding&& found) { report(found.take()); }
  [[gnu::cold]] void report(Diagnostic found);
  // For a finding with nothing but a message.
  void report(std::string_view rule, const Location& where, std::string message) {
    if (runs(rule)) report(finding(rule, where, std::move(message)));
  }

private:
  DiagnosticSink& sink_;
  const RuleSelection& selection_;
  const UnreadText* unread_;
};

}  // namespace virga
