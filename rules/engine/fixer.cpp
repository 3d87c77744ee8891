#include "rules/engine/fixer.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

// Calls within calls change their notation one after another, from the outside.
constexpr int kMaxRounds = 50;
// Ignores of one line come one after another, each into the brackets of the one before.
constexpr int kMaxIgnoreRounds = 40;
// If a round fails as a whole, halves of it are tried, at most this many.
constexpr int kMaxAttempts = 64;

struct Chosen {
  const Diagnostic* finding = nullptr;
  const Fix* fix = nullptr;
};

bool begins_with_any(std::string_view id, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return id.starts_with(prefix); });
}

std::size_t errors_of(const std::vector<Diagnostic>& findings) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                [](const Diagnostic& d) { return d.severity == Severity::Error; }));
}

std::vector<Chosen> choose(const std::vector<Diagnostic>& findings, const FixRunOptions& options) {
  std::vector<Chosen> chosen;
  for (const Diagnostic& finding : findings) {
    const auto fix = std::find_if(finding.fixes.begin(), finding.fixes.end(),
                                  [&](const Fix& one) { return is_wanted(finding, one, options); });
    if (fix != finding.fixes.end()) chosen.push_back({&finding, &*fix});
  }
  return chosen;
}

// Identifies a finding even if it moves: "E3002 Resources/Logs/Properties/Nmae".
std::string key_of(const Diagnostic& finding) { return finding.rule + ' ' + to_string(finding.path); }

// The part of the template that a finding is about: "Resources/Logs".
std::string subject_of(const Diagnostic& finding) {
  Path path = finding.path;
  if (path.size() > 2) path.resize(2);
  return to_string(path);
}

// Whether the result is not worse. Fixing a name may reveal an error in its value, so new findings are allowed in parts
// that had one before, but not elsewhere, and never more findings or errors in total. Findings about placeholders do
// not count, as placeholders are meant to be found.
bool is_no_worse(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after) {
  if (after.size() > before.size() || errors_of(after) > errors_of(before)) return false;
  // There may be several findings of one rule at a place.
  std::map<std::string, std::size_t> old_keys, new_keys;
  std::set<std::string> touched;
  for (const Diagnostic& finding : before) ++old_keys[key_of(finding)];
  for (const Diagnostic& finding : after) ++new_keys[key_of(finding)];
  for (const Diagnostic& finding : before) {
    const std::string key = key_of(finding);
    const auto now = new_keys.find(key);
    if (now == new_keys.end() || now->second < old_keys[key]) touched.insert(subject_of(finding));
  }
  return std::all_of(after.begin(), after.end(), [&](const Diagnostic& finding) {
    return old_keys.contains(key_of(finding)) || touched.contains(subject_of(finding)) ||
           finding.message.find(kPlaceholder) != std::string::npos;
  });
}

// The result of applying a set of fixes.
struct Attempt {
  SourceFilePtr source;
  std::vector<Diagnostic> left;
  std::vector<MadeFix> made;
};

// Fixes of one template that are applied together and judged by the result.
class Round {
public:
  Round(SourceFilePtr before, const std::vector<Diagnostic>& findings, const LintOptions& lint)
      : before_(std::move(before)), tree_(parse(before_)), findings_(findings), lint_(lint) {}

  // Applies as many of the fixes as possible; nullopt if none can be applied.
  std::optional<Attempt> make(const std::vector<Chosen>& chosen) {
    if (auto all = attempt(chosen)) return all;
    const std::vector<Chosen> sound = sound_ones(chosen);
    return sound.empty() ? std::nullopt : attempt(sound);
  }

private:
  std::optional<Attempt> attempt(const std::vector<Chosen>& chosen) const {
    std::vector<const Fix*> fixes;
    fixes.reserve(chosen.size());
    for (const Chosen& one : chosen) fixes.push_back(one.fix);
    FixOutcome outcome = apply_fixes(before_->text(), fixes);
    if (outcome.text == before_->text()) return std::nullopt;
    Attempt result;
    std::vector<TextEdit> edits;
    for (std::size_t i = 0; i < fixes.size(); ++i) {
      if (!outcome.applied[i]) continue;
      for (const TextEdit& edit : fixes[i]->edits) {
        const bool known = std::any_of(edits.begin(), edits.end(), [&](const TextEdit& other) {
          return other.range == edit.range && other.replacement == edit.replacement;
        });
        if (!known) edits.push_back(edit);
      }
      result.made.push_back({.rule = chosen[i].finding->rule,
                             .where = to_string(chosen[i].finding->path),
                             .title = chosen[i].fix->title,
                             .safety = chosen[i].fix->safety});
    }
    result.source = std::make_shared<const SourceFile>(before_->name(), std::move(outcome.text));
    const SyntaxTree tree = parse(result.source);
    if (!tree.ok() || !changes_only(tree_, tree, edits)) return std::nullopt;
    LintResult after = lint(result.source, lint_);
    if (after.unparsable || !is_no_worse(findings_, after.findings)) return std::nullopt;
    result.left = std::move(after.findings);
    return result;
  }

  std::vector<Chosen> sound_ones(const std::vector<Chosen>& chosen) {
    if (chosen.size() < 2) return {};
    std::vector<Chosen> sound;
    const auto middle = chosen.begin() + static_cast<std::ptrdiff_t>(chosen.size() / 2);
    for (const std::vector<Chosen>& half :
         {std::vector<Chosen>(chosen.begin(), middle), std::vector<Chosen>(middle, chosen.end())}) {
      if (++attempts_ > kMaxAttempts) break;
      const std::vector<Chosen> kept = attempt(half) ? half : sound_ones(half);
      sound.insert(sound.end(), kept.begin(), kept.end());
    }
    return sound;
  }

  SourceFilePtr before_;
  SyntaxTree tree_;
  const std::vector<Diagnostic>& findings_;
  const LintOptions& lint_;
  int attempts_ = 0;
};

void take_over(FixRun& run, Attempt&& made) {
  run.made.insert(run.made.end(), std::make_move_iterator(made.made.begin()), std::make_move_iterator(made.made.end()));
  run.source = std::move(made.source);
  run.left = std::move(made.left);
}

void make_rounds(FixRun& run, const LintOptions& options, const FixRunOptions& wanted) {
  for (int round = 0; round < kMaxRounds; ++round) {
    const std::vector<Chosen> chosen = choose(run.left, wanted);
    if (chosen.empty()) return;
    std::optional<Attempt> made = Round(run.source, run.left, options).make(chosen);
    if (!made) return;
    take_over(run, std::move(*made));
  }
}

}  // namespace

void add_ignores(FixRun& run, const LintOptions& options, const std::vector<std::string>& rules) {
  if (run.unparsable) return;
  for (int round = 0; round < kMaxIgnoreRounds; ++round) {
    const SyntaxTree tree = parse(run.source);
    // An ignore in Metadata covers all findings of its rule in the resource, so it is added once.
    std::set<std::string> asked;
    std::vector<std::optional<Fix>> fixes(run.left.size());
    std::vector<Chosen> chosen;
    for (std::size_t i = 0; i < run.left.size(); ++i) {
      const Diagnostic& finding = run.left[i];
      if (!begins_with_any(finding.rule, rules) || begins_with_any(finding.rule, options.rules.mandatory)) continue;
      const bool is_json = tree.language == SyntaxLanguage::Json;
      if (is_json && !asked.insert(finding.rule + ' ' + subject_of(finding)).second) continue;
      fixes[i] = ignore_comment_fix(tree, finding);
      if (fixes[i]) chosen.push_back({&finding, &*fixes[i]});
    }
    if (chosen.empty()) return;
    std::optional<Attempt> made = Round(run.source, run.left, options).make(chosen);
    if (!made || made->left.size() >= run.left.size()) return;
    take_over(run, std::move(*made));
  }
}

bool is_wanted(const Diagnostic& finding, const Fix& fix, const FixRunOptions& options) {
  if (fix.safety == FixSafety::Unsafe && !options.unsafe) return false;
  if (begins_with_any(finding.rule, options.unfixable)) return false;
  return options.fixable.empty() || begins_with_any(finding.rule, options.fixable);
}

FixRun fix_template(const SourceFilePtr& source, const LintOptions& options, const FixRunOptions& wanted) {
  FixRun run;
  run.source = source;
  LintResult first = lint(source, options);
  run.unparsable = first.unparsable;
  run.left = std::move(first.findings);
  if (run.unparsable) return run;
  // Fix misspelled names before adding placeholders for missing ones.
  FixRunOptions safe = wanted;
  safe.unsafe = false;
  make_rounds(run, options, safe);
  if (wanted.unsafe) make_rounds(run, options, wanted);
  return run;
}

}  // namespace virga
