#include "rules/engine/linter.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/generated_resources.h"
#include "rules/engine/loops.h"
#include "rules/engine/reporter.h"
#include "rules/engine/suppression.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

void report_syntax_errors(const SyntaxTree& tree, DiagnosticSink& sink) {
  for (const SyntaxError& error : tree.errors) {
    Diagnostic d;
    d.rule = "E0000";
    d.range = error.range;
    d.message = error.message;
    if (error.related.size() > 0) d.notes.push_back({error.related, "The other one is here", nullptr});
    sink.report(std::move(d));
  }
}

// By line, then rule id, then column; findings that say the same of the same place become one.
void sort_findings(const SourceFile& source, std::vector<Diagnostic>& findings) {
  auto key = [&](const Diagnostic& d) {
    return std::tuple(source.lines().line_of(d.range.begin), std::string_view(d.rule), d.range.begin, d.range.end,
                      std::string_view(d.message));
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                 findings.end());
}

}  // namespace

void run_rules(const Compilation& compilation, DiagnosticSink& sink) {
  Reporter reporter(sink, compilation.options().rules);
  Validation validation(compilation, reporter);
  if (const Node* root = compilation.model().root()) {
    validation.validate(*root, compilation.facts().find_schema("template"), validation.root(*root), Context{});
  }
  for (const SharedCheck& shared : template_checks()) {
    if (reporter.runs_any(shared.rules)) shared.check(compilation, reporter);
  }
  if (const CustomRules* custom = compilation.options().custom_rules) custom->run(compilation, reporter);
}

LintResult lint(const SourceFilePtr& source, const LintOptions& options) {
  LintResult result;
  result.source = source;
  SyntaxTree tree = parse(source);
  if (!tree.ok()) {
    DiagnosticSink sink;
    report_syntax_errors(tree, sink);
    result.findings = sink.take();
    result.unparsable = true;
    sort_findings(*source, result.findings);
    return result;
  }
  // The template's own configuration narrows what runs.
  const std::optional<LintOptions> own = options_with_metadata(tree.root, options);
  std::vector<Diagnostic> refusals;
  const std::unique_ptr<const Compilation> compiled = compile(std::move(tree), own ? *own : options, refusals);
  const Compilation& compilation = *compiled;
  DiagnosticSink sink;
  run_rules(compilation, sink);
  std::vector<Diagnostic> findings = sink.take();
  merge_iterations(compilation, findings);
  add_refusals(compilation, std::move(refusals), findings);
  if (options.expansion) lint_generated_resources(compilation, findings);
  result.findings = apply_suppressions(compilation, std::move(findings));
  sort_findings(*source, result.findings);
  return result;
}

}  // namespace virga
