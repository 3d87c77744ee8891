#include "lsp/queries/broken_text.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.rule == b.rule && a.range == b.range && a.message == b.message && a.path == b.path;
}

std::vector<Diagnostic> judge_once(const Snapshot& snapshot, const LintOptions& options) {
  return lint(snapshot, options).findings;
}

}  // namespace

std::vector<Diagnostic> judge(const Snapshot& snapshot, const DocumentOptions& options) {
  if (options.parameter_sets.empty()) return judge_once(snapshot, options.lint);
  std::vector<Diagnostic> all;
  for (const auto& set : options.parameter_sets) {
    LintOptions with_set = options.lint;
    for (const auto& [name, value] : set) with_set.evaluation.parameters.insert_or_assign(name, value);
    const auto own = open_snapshot(snapshot.source(), with_set, Reading::Tolerant);
    for (Diagnostic& finding : judge_once(*own, with_set)) {
      const bool is_known = std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) { return same(d, finding); });
      if (!is_known) all.push_back(std::move(finding));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.range.begin, a.rule) < std::tie(b.range.begin, b.rule);
  });
  return all;
}

}  // namespace virga::lsp
