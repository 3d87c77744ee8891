#include "rules/engine/fixer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/syntax/node_path.h"
#include "rules/engine/deployment_outline.h"
#include "rules/engine/finding_comparison.h"
#include "rules/engine/fix_round.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

// Calls within calls change their notation one after another, from the outside.
constexpr int kMaxRounds = 50;
// Ignores of one line come one after another, each into the brackets of the one before.
constexpr int kMaxIgnoreRounds = 40;
// How often all that was refused is tried again.
constexpr int kMaxPasses = 4;
// A fix that uncovers findings is followed by at most this many rounds, and all such fixes together by this many texts
// until one of them stays.
constexpr int kMaxRoundsAhead = 8;
constexpr std::size_t kMaxTextsAhead = 48;
// What did not help this often for the fixes of a rule does not help for its others.
constexpr int kMaxFailuresAhead = 6;

// The rounds of one template.
class Rounds {
public:
  Rounds(FixRun& run, const LintOptions& lint) : run_(run), lint_(lint), start_(run.left) {}

  // What does not help at first may help once others are made, so what was refused is tried again, with the text as it
  // is then and as another run would.
  void make(const FixRunOptions& wanted) {
    SourceFilePtr before;
    for (int pass = 0; pass < kMaxPasses && before != run_.source; ++pass) {
      before = run_.source;
      start_ = run_.left;
      std::erase_if(refused_, [](const auto& one) { return one.second.reason != HeldReason::Undone; });
      do make_sound_ones(wanted);
      while (look_ahead(wanted));
    }
    report_held(wanted);
  }

  // Makes this fix alone; false if it may not stay.
  bool make_one(const Chosen& one, const FixRunOptions& wanted) {
    if (FixRound(run_, lint_, wanted, refused_).make({one})) return true;
    const auto refused = refused_.find(key_of(one));
    return refused != refused_.end() && refused->second.reason == HeldReason::Uncovers &&
           follow({one}, wanted, kMaxTextsAhead);
  }

private:
  void make_sound_ones(const FixRunOptions& wanted) {
    for (; rounds_ < kMaxRounds; ++rounds_) {
      const std::vector<Chosen> chosen = choose_fixes(run_.left, wanted, refused_);
      if (chosen.empty()) return;
      const std::size_t refused = refused_.size();
      std::optional<FixAttempt> made = FixRound(run_, lint_, wanted, refused_).make(chosen);
      if (made) {
        take_over_or_go_back(std::move(*made));
      } else if (refused_.size() == refused) {
        return;
      }
    }
  }

  // What one fix adds another may remove: where they lead back to a text that was there before, its fixes are refused.
  void take_over_or_go_back(FixAttempt&& made) {
    history_.push_back({run_.source, run_.left, run_.outline, run_.origins, run_.made.size()});
    const auto same = std::find_if(history_.begin(), history_.end(),
                                   [&](const State& state) { return state.source->text() == made.source->text(); });
    if (same == history_.end()) {
      take_over(run_, std::move(made));
      return;
    }
    take_over(run_, std::move(made));
    const auto first = run_.made.begin() + static_cast<std::ptrdiff_t>(same->made);
    const std::size_t end = same + 1 == history_.end() ? run_.made.size() : (same + 1)->made;
    std::for_each(first, run_.made.begin() + static_cast<std::ptrdiff_t>(end), [&](const MadeFix& fix) {
      refused_.insert_or_assign(key_of(fix), HeldFix{.fix = fix, .reason = HeldReason::Undone});
    });
    run_.made.erase(first, run_.made.end());
    run_.source = same->source;
    run_.left = std::move(same->left);
    run_.outline = std::move(same->outline);
    run_.origins = std::move(same->origins);
    history_.erase(same, history_.end());
  }

  // Makes one of the fixes that were refused, with what follows from it; false if none of them may stay.
  bool look_ahead(const FixRunOptions& wanted) {
    const std::size_t limit = std::min(run_.linted + kMaxTextsAhead, most_linted_texts(*run_.source));
    const std::vector<Chosen> all = choose_fixes(run_.left, wanted, {});
    std::map<std::string, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < all.size(); ++i) alike[key_of_edits(*all[i].fix)].push_back(i);
    std::map<std::string_view, int> failed;
    for (std::size_t i = 0; i < all.size() && run_.linted < limit; ++i) {
      const auto refused = refused_.find(key_of(all[i]));
      if (refused == refused_.end() || refused->second.reason != HeldReason::Uncovers) continue;
      int& failures = failed[all[i].finding->rule];
      if (failures >= kMaxFailuresAhead) continue;
      const std::vector<std::size_t>& same = alike[key_of_edits(*all[i].fix)];
      if (same.front() != i) continue;
      std::vector<Chosen> group;
      group.reserve(same.size());
      for (const std::size_t index : same) group.push_back(all[index]);
      if (!follow(group, wanted, limit)) {
        ++failures;
        continue;
      }
      std::erase_if(refused_, [](const auto& one) { return one.second.reason == HeldReason::Uncovers; });
      return true;
    }
    return false;
  }

  bool follow(const std::vector<Chosen>& group, const FixRunOptions& wanted, std::size_t limit) {
    FixRound own(run_, lint_, wanted, refused_);
    std::optional<FixAttempt> first = own.attempt(group);
    // A fix that does not even mend its own finding never stays.
    if (!first || !first->reads_well || has(first->left, *group.front().finding)) return false;
    if (own.harm_of(*first, group)) return false;
    FixRun ahead;
    ahead.source = run_.source;
    ahead.origins = run_.origins;
    ahead.linted = run_.linted;
    ahead.requested = run_.requested;
    take_over(ahead, std::move(*first));
    const bool is_asked_for = begins_with_any(group.front().finding->rule, wanted.anyway);
    // Placeholders of earlier rounds are settled; those of these rounds would be new findings like any other.
    const auto is_settled = [&](const Diagnostic& finding) { return has(run_.left, finding); };
    const Scope scope = scope_of(*group.front().finding);
    // With an error less than now, advice counts for nothing.
    const Scope alone = scope == Scope::Part ? Scope::OneFix : scope;
    const auto may_stay = [&] {
      return is_asked_for || is_no_worse(start_, ahead.left, scope, is_settled) ||
             is_no_worse(run_.left, ahead.left, alone, is_settled);
    };
    RefusedFixes refused = refused_;
    for (int round = 0; round < kMaxRoundsAhead && !may_stay() && ahead.linted < limit; ++round) {
      std::optional<FixAttempt> made = next_ahead(ahead, wanted, refused);
      if (!made || made->source->text() == run_.source->text()) break;
      take_over(ahead, std::move(*made));
    }
    run_.linted = ahead.linted;
    if (!may_stay()) return false;
    const auto is_result = [&](const SourceFilePtr& source) { return source->text() == ahead.source->text(); };
    if (is_result(run_.source) ||
        std::any_of(history_.begin(), history_.end(), [&](const State& state) { return is_result(state.source); })) {
      refused_[key_of(group.front())].reason = HeldReason::Undone;
      return false;
    }
    history_.push_back({run_.source, run_.left, run_.outline, run_.origins, run_.made.size()});
    take_over(run_, {.source = ahead.source,
                     .left = std::move(ahead.left),
                     .outline = std::move(ahead.outline),
                     .origins = std::move(ahead.origins),
                     .made = std::move(ahead.made)});
    return true;
  }

  // The next round after a fix that uncovers findings: sound fixes or, where there are none, those of what came to
  // light even if they uncover more. nullopt if nothing is left to do.
  std::optional<FixAttempt> next_ahead(FixRun& ahead, const FixRunOptions& wanted, RefusedFixes& refused) const {
    FixRound round(ahead, lint_, wanted, refused);
    std::vector<Chosen> chosen = choose_fixes(ahead.left, wanted, refused);
    if (!chosen.empty()) {
      if (std::optional<FixAttempt> made = round.make(chosen)) return made;
    }
    chosen = choose_fixes(ahead.left, wanted, {});
    std::erase_if(chosen, [&](const Chosen& one) {
      const auto known = refused.find(key_of(one));
      return has(run_.left, *one.finding) || (known != refused.end() && known->second.reason != HeldReason::Uncovers);
    });
    if (chosen.empty()) return std::nullopt;
    std::optional<FixAttempt> made = round.attempt(chosen);
    if (!made || !made->reads_well || round.harm_of(*made, chosen)) return std::nullopt;
    return made;
  }

  void report_held(const FixRunOptions& wanted) {
    run_.held.clear();
    const SyntaxTree tree = parse(run_.source);
    std::set<std::string> told;
    for (const Chosen& one : choose_fixes(run_.left, wanted, {})) {
      if (!told.insert(key_of_edits(*one.fix)).second) continue;
      const auto refused = refused_.find(key_of(one));
      HeldFix& held = run_.held.emplace_back(refused != refused_.end()
                                                 ? refused->second
                                                 : HeldFix{.fix = made_of(one), .reason = HeldReason::TooManyFixes});
      held.fix.first_place = first_place_of(one, tree, run_.origins);
    }
  }

  // The template before a round, for finding out whether rounds go in circles.
  struct State {
    SourceFilePtr source;
    std::vector<Diagnostic> left;
    DeploymentOutline outline;
    TextOrigins origins;
    std::size_t made = 0;  // number of fixes made before
  };

  FixRun& run_;
  const LintOptions& lint_;
  std::vector<State> history_;
  std::vector<Diagnostic> start_;  // what later states are compared with
  RefusedFixes refused_;
  int rounds_ = 0;
};

// Adds the values that rules about secrets report, as they are written.
void add_secrets(const SourceFile& source, const std::vector<Diagnostic>& findings, std::vector<std::string>& secrets) {
  std::optional<SyntaxTree> tree;
  for (const Diagnostic& finding : findings) {
    if (!reports_secret(finding)) continue;
    if (!tree) tree = parse(std::make_shared<const SourceFile>(source.name(), std::string(source.text())));
    const Node* value = value_at(tree->root, finding.path);
    if (value == nullptr || !value->is_string() || value->range.end > source.text().size()) continue;
    const std::string_view written = source.slice(value->range);
    const bool is_plain = !value->text().empty() && written.find(value->text()) != std::string_view::npos;
    secrets.emplace_back(is_plain ? value->text() : written);
  }
}

}  // namespace

std::size_t most_linted_texts(const SourceFile& source) {
  // The rounds that nearly every template needs, and a few for what harms.
  constexpr std::size_t kFewest = 8;
  return std::clamp(kMaxLintedBytes / std::max<std::size_t>(source.text().size(), 1), kFewest, kMaxLintedTexts);
}

bool reports_secret(const Diagnostic& finding) {
  static constexpr std::array<std::string_view, 2> kRules = {"V9005", "W2501"};
  return std::find(kRules.begin(), kRules.end(), finding.rule) != kRules.end();
}

void add_ignores(FixRun& run, const LintOptions& options, const std::vector<std::string>& rules) {
  if (run.unparsable) return;
  run.linted = 0;
  for (int round = 0; round < kMaxIgnoreRounds; ++round) {
    const SyntaxTree tree = parse(run.source);
    // An ignore in Metadata covers all findings of its rule in the resource, so it is added once.
    std::set<std::string> asked;
    std::vector<std::optional<Fix>> fixes(run.left.size());
    std::vector<Chosen> chosen;
    for (std::size_t i = 0; i < run.left.size(); ++i) {
      const Diagnostic& finding = run.left[i];
      if (!begins_with_any(finding.rule, rules) || begins_with_any(finding.rule, options.rules.mandatory)) continue;
      const bool is_json = writes_json(tree);
      if (is_json && !asked.insert(finding.rule + ' ' + subject_of(finding)).second) continue;
      fixes[i] = ignore_comment_fix(tree, finding);
      if (fixes[i]) chosen.push_back({&finding, &*fixes[i]});
    }
    if (chosen.empty()) return;
    RefusedFixes refused;
    const FixRunOptions none;
    std::optional<FixAttempt> made = FixRound(run, options, none, refused).make(chosen);
    if (!made || made->left.size() >= run.left.size()) return;
    take_over(run, std::move(*made));
  }
}

bool is_wanted(const Diagnostic& finding, const Fix& fix, const FixRunOptions& options) {
  if (fix.safety == FixSafety::Unsafe && !options.unsafe) return false;
  if (begins_with_any(finding.rule, options.unfixable)) return false;
  return options.fixable.empty() || begins_with_any(finding.rule, options.fixable);
}

bool would_stay(const SourceFilePtr& source, const LintOptions& options, const std::vector<Diagnostic>& findings,
                const Diagnostic& finding, const Fix& fix) {
  FixRun run;
  run.source = source;
  run.origins = TextOrigins(source);
  run.left = findings;
  const std::shared_ptr<const Snapshot> snapshot = open_snapshot(source, options);
  if (snapshot->is_broken()) return false;
  run.requested = requested_orders(*snapshot);
  run.outline = outline_of(*snapshot, run.requested);
  return Rounds(run, options).make_one({&finding, &fix}, {});
}

FixRun fix_template(const SourceFilePtr& source, const LintOptions& options, const FixRunOptions& wanted,
                    const std::optional<TextOrigins>& origins) {
  FixRun run;
  run.source = source;
  run.origins = origins.value_or(TextOrigins(source));
  const std::shared_ptr<const Snapshot> snapshot = open_snapshot(source, options);
  LintResult first = lint(*snapshot, options);
  add_secrets(*source, first.findings, run.secrets);
  run.unparsable = first.unparsable;
  run.left = std::move(first.findings);
  if (run.unparsable) return run;
  run.linted = 1;
  const bool has_fixes =
      std::any_of(run.left.begin(), run.left.end(), [](const Diagnostic& finding) { return !finding.fixes.empty(); });
  if (has_fixes) {
    run.requested = requested_orders(*snapshot);
    run.outline = outline_of(*snapshot, run.requested);
  }
  Rounds rounds(run, options);
  // Fix misspelled names before adding placeholders for missing ones.
  FixRunOptions safe = wanted;
  safe.unsafe = false;
  rounds.make(safe);
  SourceFilePtr before;
  for (int pass = 0; wanted.unsafe && pass < kMaxPasses && before != run.source; ++pass) {
    if (pass > 0) rounds.make(safe);
    before = run.source;
    rounds.make(wanted);
  }
  // What only the name that a fix gives it shows to be a secret.
  if (!run.made.empty()) add_secrets(*run.source, run.left, run.secrets);
  return run;
}

}  // namespace virga
