#include "rules/engine/linter.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/expansion_findings.h"
#include "rules/engine/fix_safety.h"
#include "rules/engine/generated_resources.h"
#include "rules/engine/loops.h"
#include "rules/engine/macros.h"
#include "rules/engine/reporter.h"
#include "rules/engine/suppression.h"
#include "rules/engine/unread_text.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

void report_syntax_errors(const SyntaxTree& tree, DiagnosticSink& sink) {
  for (const SyntaxError& error : tree.errors) {
    Diagnostic d;
    d.rule = "E0000";
    d.range = error.range;
    d.message = error.message;
    if (error.related.size() > 0) {
      const bool is_duplicate = error.kind == SyntaxErrorKind::DuplicateKey;
      d.notes.push_back({error.related, is_duplicate ? "Also defined here" : "The error starts with this", nullptr});
    }
    sink.report(std::move(d));
  }
}

// What merges into one finding is mended at once: the first fix gets the edits of the same fix of another place, such
// as the next item of the list, if they lie behind its own.
void merge_fixes(Diagnostic& kept, const Diagnostic& merged) {
  if (kept.fixes.empty() || merged.fixes.empty()) return;
  Fix& fix = kept.fixes.front();
  const Fix& other = merged.fixes.front();
  const bool is_behind = !fix.edits.empty() && !other.edits.empty() && kept.path != merged.path &&
                         fix.edits.back().range.end < other.edits.front().range.begin;
  if (!is_behind || fix.title != other.title || fix.safety != other.safety) return;
  fix.edits.insert(fix.edits.end(), other.edits.begin(), other.edits.end());
}

// Sorts by line, then rule ID, then column, and merges equal findings at the same place.
void sort_findings(const SourceFile& source, std::vector<Diagnostic>& findings) {
  if (findings.size() < 2) return;
  using Key = std::tuple<std::uint32_t, std::string_view, std::uint32_t, std::uint32_t, std::string_view>;
  std::vector<std::pair<Key, Diagnostic*>> sorted;
  sorted.reserve(findings.size());
  for (Diagnostic& d : findings) {
    sorted.emplace_back(Key(source.lines().line_of(d.range.begin), d.rule, d.range.begin, d.range.end, d.message), &d);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Diagnostic*> merged;
  const Key* last = nullptr;
  for (const auto& [key, finding] : sorted) {
    if (last != nullptr && key == *last) {
      merge_fixes(*merged.back(), *finding);
    } else {
      merged.push_back(finding);
    }
    last = &key;
  }
  std::vector<Diagnostic> kept;
  kept.reserve(merged.size());
  // A key points into its finding, which may keep its text in itself: no key is read from here on.
  for (Diagnostic* finding : merged) kept.push_back(std::move(*finding));
  findings = std::move(kept);
}

}  // namespace

const std::vector<Diagnostic>* SettledFindings::find(const Semantics& view, std::size_t check) const {
  const bool is_known = view.structure() == structure_ && check < of_checks_.size() && of_checks_[check].has_value();
  return is_known ? &*of_checks_[check] : nullptr;
}

void SettledFindings::keep(const Semantics& view, std::size_t check, std::span<const Diagnostic> found) {
  if (view.structure() != structure_) of_checks_.clear();
  structure_ = view.structure();
  if (of_checks_.size() <= check) of_checks_.resize(check + 1);
  of_checks_[check].emplace(found.begin(), found.end());
}

namespace {

// Which of template_checks() run under a selection. All templates of a run have the same one, but for those with
// Metadata of their own, so the answer for the last one is kept.
const std::vector<bool>& chosen_checks(const Reporter& reporter) {
  struct Choice {
    std::vector<std::string> include, ignore, mandatory;
    bool experimental = false;
    std::vector<bool> runs;  // by check; empty before the first call
  };
  thread_local Choice last;
  const RuleSelection& now = reporter.selection();
  const bool is_same = !last.runs.empty() && last.experimental == now.experimental && last.include == now.include &&
                       last.ignore == now.ignore && last.mandatory == now.mandatory;
  if (is_same) return last.runs;
  last = {now.include, now.ignore, now.mandatory, now.experimental, {}};
  for (const SharedCheck& check : template_checks()) last.runs.push_back(reporter.runs_any(check.rules));
  return last.runs;
}

}  // namespace

void run_rules(const Compilation& compilation, DiagnosticSink& sink, SettledFindings* settled) {
  Reporter reporter(sink, compilation.options().rules, compilation.unread());
  Validation validation(compilation, reporter);
  if (const Node* root = compilation.model().root()) {
    validation.validate(*root, compilation.facts().find_schema("template"), validation.root(*root), Context{});
  }
  const std::span<const SharedCheck> checks = template_checks();
  const Semantics& view = compilation.semantics();
  const std::vector<bool>& runs = chosen_checks(reporter);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (compilation.is_cancelled()) return;
    if (!runs[i]) continue;
    if (const auto* known = settled != nullptr ? settled->find(view, i) : nullptr) {
      for (const Diagnostic& finding : *known) sink.report(finding);
      continue;
    }
    const std::size_t questions = view.value_questions(), before = sink.found().size();
    checks[i].check(compilation, reporter);
    const bool is_settled = view.value_questions() == questions && !compilation.is_cancelled();
    if (settled != nullptr && is_settled) settled->keep(view, i, std::span(sink.found()).subspan(before));
  }
  if (const CustomRules* custom = compilation.options().custom_rules) custom->run(compilation, reporter);
}

std::shared_ptr<const Snapshot> open_snapshot(const SourceFilePtr& source, const LintOptions& options, Reading reading,
                                              std::int64_t version) {
  return open_snapshot(reading == Reading::Strict ? parse(source) : parse_tolerant(source), options, version);
}

std::shared_ptr<const Snapshot> open_snapshot(SyntaxTree tree, const LintOptions& options, std::int64_t version) {
  const std::optional<LintOptions> own = options_with_metadata(tree.root, options);
  auto shared = std::make_shared<const SemanticOptions>(own ? *own : options);
  return std::make_shared<Snapshot>(std::move(tree), std::move(shared), version);
}

std::shared_ptr<const Snapshot> open_snapshot(const Snapshot& same_text, const LintOptions& options) {
  const std::optional<LintOptions> own = options_with_metadata(same_text.tree().root, options);
  return std::make_shared<Snapshot>(same_text, std::make_shared<const SemanticOptions>(own ? *own : options));
}

namespace {

// A call of an unknown function, of which the schema of the place says the same: it is told once, by the schema's rule.
void drop_repeated_calls(std::vector<Diagnostic>& findings) {
  constexpr std::string_view kUnknownFunction = "V1003";
  const auto is_own = [&](const Diagnostic& finding) {
    return finding.rule == kUnknownFunction && !finding.path.empty();
  };
  if (std::none_of(findings.begin(), findings.end(), is_own)) return;
  std::set<Path> told;
  for (const Diagnostic& finding : findings) {
    if (finding.gist == Gist::UnknownCall && !is_own(finding)) told.insert(finding.path);
  }
  // That of V1003 stands at the name of the function.
  std::erase_if(findings, [&](const Diagnostic& finding) {
    return is_own(finding) && told.contains(Path(finding.path.begin(), finding.path.end() - 1));
  });
}

// What is required and null is filled in; to remove it would leave it missing.
void keep_required(std::vector<Diagnostic>& findings) {
  std::set<std::uint32_t> required;
  for (const Diagnostic& finding : findings) {
    if (finding.gist == Gist::NoValue) required.insert(finding.focus().begin);
  }
  if (required.empty()) return;
  for (Diagnostic& finding : findings) {
    if (finding.gist == Gist::Null && required.contains(finding.focus().begin)) finding.fixes.clear();
  }
}

std::vector<Diagnostic> found_by_rules(const Compilation& compilation, SettledFindings* settled) {
  DiagnosticSink sink;
  run_rules(compilation, sink, settled);
  std::vector<Diagnostic> findings = sink.take();
  drop_repeated_calls(findings);
  keep_required(findings);
  merge_iterations(compilation, findings);
  soften_for_macros(compilation, findings);
  return findings;
}

void add_found_by_transforms(const Snapshot& snapshot, const Compilation& compilation,
                             std::vector<Diagnostic>& findings) {
  if (compilation.is_cancelled()) return;
  add_expansion_problems(snapshot, compilation, findings);
  if (compilation.options().expansion) lint_generated_resources(snapshot, compilation, findings);
  make_unsafe_for_macros(compilation, findings);
  drop_shared_fixes(snapshot.tree(), findings);
}

}  // namespace

LintResult lint(const Snapshot& snapshot, const LintOptions& options, const CancellationToken& cancellation,
                SettledFindings* settled) {
  LintResult result;
  result.source = snapshot.source();
  if (snapshot.is_broken()) {
    DiagnosticSink sink;
    report_syntax_errors(snapshot.tree(), sink);
    result.findings = sink.take();
    result.unparsable = true;
    sort_findings(*result.source, result.findings);
    return result;
  }
  const auto strand = snapshot.lock();
  // Apply the template's own configuration.
  const std::optional<LintOptions> own = options_with_metadata(snapshot.tree().root, options);
  const Compilation compilation(snapshot, own ? *own : options, cancellation);
  std::vector<Diagnostic> findings = found_by_rules(compilation, settled);
  add_found_by_transforms(snapshot, compilation, findings);
  result.cancelled = compilation.is_cancelled();
  if (result.cancelled) return result;
  result.findings = apply_suppressions(compilation, std::move(findings));
  if (options.settles_fixes) settle_fix_safety(snapshot, options, result.findings);
  sort_findings(*result.source, result.findings);
  return result;
}

LintResult lint_readable(const Snapshot& snapshot, const LintOptions& options, const CancellationToken& cancellation) {
  LintResult result = lint(snapshot, options, cancellation);
  if (!result.unparsable || snapshot.tree().root == nullptr) return result;
  const auto strand = snapshot.lock();
  const std::optional<LintOptions> own = options_with_metadata(snapshot.tree().root, options);
  const UnreadText unread(snapshot);
  const Compilation compilation(snapshot.unrolled(), own ? *own : options, cancellation, unread);
  std::vector<Diagnostic> findings = found_by_rules(compilation, nullptr);
  // Problems of a transform depend on the whole resource, and on parameters, conditions and Globals.
  const auto judged = static_cast<std::ptrdiff_t>(findings.size());
  add_found_by_transforms(snapshot, compilation, findings);
  if (compilation.is_cancelled()) return {.source = result.source, .unparsable = true, .cancelled = true};
  const auto is_refuted = [&](const Diagnostic& finding) { return unread.refutes(finding, Claim::MissingBasis); };
  findings.erase(std::remove_if(findings.begin() + judged, findings.end(), is_refuted), findings.end());
  findings = apply_suppressions(compilation, std::move(findings));
  std::move(findings.begin(), findings.end(), std::back_inserter(result.findings));
  sort_findings(*result.source, result.findings);
  return result;
}

LintResult lint(const SourceFilePtr& source, const LintOptions& options) {
  return lint(*open_snapshot(source, options), options);
}

}  // namespace virga
