// Takes the findings of rules, drops those that do not run, and places them.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/location.h"
#include "rules/engine/rule.h"

namespace virga {

// One a compilation; not thread safe. Equal findings are merged later, when the linter sorts them.
class Reporter {
public:
  Reporter(DiagnosticSink& sink, const RuleSelection& selection) : sink_(sink), selection_(selection) {}

  bool runs(std::string_view rule) const { return selection_.runs(rule); }
  bool runs_any(std::span<const std::string_view> rules) const {
    return std::any_of(rules.begin(), rules.end(), [&](std::string_view rule) { return runs(rule); });
  }
  const RuleSelection& selection() const { return selection_; }

  // The finding, for notes and fixes; null when the rule does not run.
  Diagnostic* report(std::string_view rule, const Location& where, std::string message);
  // At an explicit range, with the path of `where`.
  Diagnostic* report(std::string_view rule, const Location& where, TextRange range, std::string message);

private:
  DiagnosticSink& sink_;
  const RuleSelection& selection_;
};

}  // namespace virga
