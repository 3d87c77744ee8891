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
#include "rules/engine/fixes.h"

namespace virga {
namespace {

// Calls within calls change their notation one after another, from the outside.
constexpr int kMaxRounds = 50;
// Ignores of one line come one after another, each into the brackets of the one before.
constexpr int kMaxIgnoreRounds = 40;
// If a round fails as a whole, halves of it are tried, at most this many.
constexpr int kMaxAttempts = 64;
// A fix that uncovers findings is followed by at most this many rounds, and all such fixes together by this many texts
// until one of them stays.
constexpr int kMaxRoundsAhead = 4;
constexpr std::size_t kMaxTextsAhead = 48;
// What did not help this often for the fixes of a rule does not help for its others.
constexpr int kMaxFailuresAhead = 6;

struct Chosen {
  const Diagnostic* finding = nullptr;
  const Fix* fix = nullptr;
};

// Identifies a fix even if it moves.
std::string key_of(const MadeFix& fix) { return fix.rule + ' ' + fix.where + '\n' + fix.title; }
std::string key_of(const Chosen& one) { return key_of(*one.finding) + '\n' + one.fix->title; }

// Identifies a place in the text.
std::string key_of(const std::vector<TextEdit>& edits) {
  std::string key;
  for (const TextEdit& edit : edits) key += fmt::format("{}-{} ", edit.range.begin, edit.range.end);
  return key;
}

// Fixes that were not made.
using Refused = std::map<std::string, HeldFix, std::less<>>;

std::vector<Chosen> choose(const std::vector<Diagnostic>& findings, const FixRunOptions& options,
                           const Refused& refused) {
  std::vector<Chosen> chosen;
  for (const Diagnostic& finding : findings) {
    const auto fix = std::find_if(finding.fixes.begin(), finding.fixes.end(),
                                  [&](const Fix& one) { return is_wanted(finding, one, options); });
    if (fix == finding.fixes.end()) continue;
    const Chosen one{&finding, &*fix};
    if (!refused.contains(key_of(one))) chosen.push_back(one);
  }
  return chosen;
}

MadeFix made_of(const Chosen& one) {
  return {.rule = one.finding->rule,
          .where = to_string(one.finding->path),
          .title = one.fix->title,
          .safety = one.fix->safety};
}

bool has_same_edits(const Fix& a, const Fix& b) {
  return std::equal(
      a.edits.begin(), a.edits.end(), b.edits.begin(), b.edits.end(),
      [](const TextEdit& x, const TextEdit& y) { return x.range == y.range && x.replacement == y.replacement; });
}

// Placeholders are meant to be found.
bool is_about_placeholder(const Diagnostic& finding) { return finding.message.find(kPlaceholder) != std::string::npos; }

// The result of applying a set of fixes.
struct Attempt {
  SourceFilePtr source;
  std::vector<Diagnostic> left;
  DeploymentOutline outline;
  std::vector<MadeFix> made;
  bool reads_well = false;  // otherwise nothing else is set
};

void take_over(FixRun& run, Attempt&& made) {
  run.made.insert(run.made.end(), std::make_move_iterator(made.made.begin()), std::make_move_iterator(made.made.end()));
  run.source = std::move(made.source);
  run.left = std::move(made.left);
  run.outline = std::move(made.outline);
}

// Whether CloudFormation refuses the template for this, so that no deployment has the IDs yet.
bool is_refusal(const Diagnostic& finding) { return finding.rule.starts_with('E'); }

// Whether the order itself is what is wrong.
bool is_about_order(const Diagnostic& finding) { return finding.rule == "E3004" || finding.rule == "E3005"; }

// Fixes of the template as it is in `run` that are applied together and judged by the result.
class Round {
public:
  // `refused` gets the fixes that may not be made, each judged by itself.
  Round(FixRun& run, const LintOptions& lint, const FixRunOptions& wanted, Refused& refused)
      : run_(run), tree_(parse(run.source)), lint_(lint), wanted_(wanted), refused_(refused) {}

  // Applies as many of the fixes as possible; nullopt if none can be applied.
  std::optional<Attempt> make(const std::vector<Chosen>& chosen) {
    std::optional<Attempt> all = attempt(chosen);
    if (!all) return std::nullopt;
    std::optional<HeldFix> fault = fault_of(*all, chosen);
    if (!fault) return all;
    if (chosen.size() == 1) {
      refuse(chosen.front(), std::move(*fault));
      return std::nullopt;
    }
    const std::vector<Chosen> innocent = all->reads_well ? without_harmful_ones(chosen, *all) : chosen;
    if (innocent.empty()) return std::nullopt;
    if (innocent.size() < chosen.size()) {
      if (auto rest = sound_attempt(innocent)) return rest;
    }
    return make_groups(innocent);
  }

  // The result whatever it is; nullopt if the limit of linted texts is reached.
  std::optional<Attempt> attempt(const std::vector<Chosen>& chosen) {
    if (run_.linted >= kMaxLintedTexts) return std::nullopt;
    std::vector<const Fix*> fixes;
    fixes.reserve(chosen.size());
    for (const Chosen& one : chosen) fixes.push_back(one.fix);
    Attempt result;
    // Fixes that empty a list together would leave a null: one of them waits.
    for (int tries = 0; tries < kMaxTries; ++tries) {
      const FixOutcome outcome = apply_fixes(run_.source->text(), fixes);
      if (outcome.text == run_.source->text()) return result;
      const std::vector<TextEdit> edits = edits_of(fixes, outcome);
      result.source = std::make_shared<const SourceFile>(run_.source->name(), outcome.text);
      const SyntaxTree tree = parse(result.source);
      if (!tree.ok()) return result;
      const std::vector<TextRange> emptied = emptied_collections(tree_, tree, edits);
      if (emptied.empty()) {
        if (!changes_only(tree_, tree, edits)) return result;
        std::set<std::pair<std::string, std::string>> listed;
        for (std::size_t i = 0; i < fixes.size(); ++i) {
          if (!outcome.applied[i]) continue;
          result.made.push_back(made_of(chosen[i]));
          MadeFix& made = result.made.back();
          made.repeats = !listed.emplace(key_of(made), key_of(fixes[i]->edits)).second;
        }
        break;
      }
      for (const TextRange range : emptied) leave_out_last(range, outcome, fixes);
    }
    if (result.made.empty()) return result;
    ++run_.linted;
    const std::shared_ptr<const Snapshot> snapshot = open_snapshot(result.source, lint_);
    LintResult after = lint(*snapshot, lint_);
    result.reads_well = !after.unparsable;
    result.left = std::move(after.findings);
    if (result.reads_well) result.outline = outline_of(*snapshot, run_.requested);
    return result;
  }

  // Why fixes that were made together may not stay; nullopt if they may. `fix` is not set.
  std::optional<HeldFix> fault_of(const Attempt& attempt, const std::vector<Chosen>& chosen) const {
    if (!attempt.reads_well) return HeldFix{.fix = {}, .reason = HeldReason::ReadsAmiss, .uncovers = {}, .names = {}};
    if (!is_no_worse(run_.left, attempt.left, Scope::Part, is_about_placeholder)) {
      return HeldFix{
          .fix = {}, .reason = HeldReason::Uncovers, .uncovers = new_in(attempt.left, run_.left), .names = {}};
    }
    return change_of_deployment(attempt, chosen);
  }

  // The same for what the fixes change of the deployment.
  std::optional<HeldFix> change_of_deployment(const Attempt& attempt, const std::vector<Chosen>& chosen) const {
    const auto all_are = [&](bool (*free)(const Diagnostic&)) {
      return std::all_of(chosen.begin(), chosen.end(), [&](const Chosen& one) {
        return free(*one.finding) || begins_with_any(one.finding->rule, wanted_.anyway);
      });
    };
    std::optional<CreationOrder> order = newly_lost(run_.outline, attempt.outline);
    if (order && !all_are(is_about_order)) {
      return HeldFix{.fix = {}, .reason = HeldReason::LosesOrder, .uncovers = {}, .names = std::move(*order)};
    }
    if (wanted_.unsafe) return std::nullopt;
    auto ids = changed_id(run_.outline, attempt.outline);
    if (!ids || all_are(is_refusal)) return std::nullopt;
    return HeldFix{.fix = {}, .reason = HeldReason::ChangesIds, .uncovers = {}, .names = std::move(*ids)};
  }

private:
  static constexpr int kMaxTries = 4;

  // The edits of the fixes that were applied, equal ones once.
  static std::vector<TextEdit> edits_of(std::span<const Fix* const> fixes, const FixOutcome& outcome) {
    std::vector<TextEdit> edits;
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::string_view>> known;
    for (std::size_t i = 0; i < fixes.size(); ++i) {
      if (!outcome.applied[i]) continue;
      for (const TextEdit& edit : fixes[i]->edits) {
        if (known.emplace(edit.range.begin, edit.range.end, edit.replacement).second) edits.push_back(edit);
      }
    }
    return edits;
  }

  // Takes the last fix that edits this range out of the list, and those that make the same edits.
  static void leave_out_last(TextRange range, const FixOutcome& outcome, std::vector<const Fix*>& fixes) {
    static const Fix kNone;
    for (std::size_t i = fixes.size(); i > 0; --i) {
      const Fix& fix = *fixes[i - 1];
      const bool is_within =
          outcome.applied[i - 1] && std::any_of(fix.edits.begin(), fix.edits.end(), [&](const TextEdit& edit) {
            return edit.range.begin < range.end && range.begin < edit.range.end;
          });
      if (!is_within) continue;
      for (const Fix*& other : fixes) {
        if (&fix != other && has_same_edits(*other, fix)) other = &kNone;
      }
      fixes[i - 1] = &kNone;
      return;
    }
  }

  std::optional<Attempt> sound_attempt(const std::vector<Chosen>& chosen) {
    std::optional<Attempt> result = attempt(chosen);
    if (!result) return std::nullopt;
    std::optional<HeldFix> fault = fault_of(*result, chosen);
    if (!fault) return result;
    if (chosen.size() == 1) refuse(chosen.front(), std::move(*fault));
    return std::nullopt;
  }

  void refuse(const Chosen& one, HeldFix&& fault) {
    fault.fix = made_of(one);
    refused_.try_emplace(key_of(one), std::move(fault));
  }

  // Refuses the fixes that are alone in a part that became worse; returns the fixes of the parts that did not, or all
  // others if there are none. Where a part became worse that no fix is for, nothing can be told.
  std::vector<Chosen> without_harmful_ones(const std::vector<Chosen>& chosen, const Attempt& together) {
    const std::set<std::string> worse = worse_parts(run_.left, together.left);
    std::map<std::string, std::vector<const Chosen*>> fixes;
    for (const Chosen& one : chosen) fixes[subject_of(*one.finding)].push_back(&one);
    const bool is_clear =
        std::all_of(worse.begin(), worse.end(), [&](const auto& part) { return fixes.contains(part); });
    if (worse.empty() || !is_clear) return chosen;
    std::set<std::string_view> open;
    for (const auto& [part, ones] : fixes) {
      if (!worse.contains(part)) continue;
      const bool is_one = std::all_of(ones.begin(), ones.end(), [first = ones.front()](const Chosen* one) {
        return has_same_edits(*one->fix, *first->fix);
      });
      if (!is_one) {
        open.insert(part);
        continue;
      }
      std::vector<Diagnostic> uncovers = new_in(together.left, run_.left);
      std::erase_if(uncovers,
                    [name = std::string_view(part)](const Diagnostic& finding) { return subject_of(finding) != name; });
      for (const Chosen* one : ones) {
        refuse(*one, {.fix = {}, .reason = HeldReason::Uncovers, .uncovers = uncovers, .names = {}});
      }
    }
    std::vector<Chosen> innocent, others;
    for (const Chosen& one : chosen) {
      const std::string part = subject_of(*one.finding);
      if (!worse.contains(part)) innocent.push_back(one);
      if (open.contains(part)) others.push_back(one);
    }
    return innocent.empty() ? others : innocent;
  }

  // Fixes that harm together: first those of each rule, then halves.
  std::optional<Attempt> make_groups(const std::vector<Chosen>& chosen) {
    std::map<std::string_view, std::vector<Chosen>> by_rule;
    for (const Chosen& one : chosen) by_rule[one.finding->rule].push_back(one);
    std::vector<std::vector<Chosen>> sound;
    if (by_rule.size() > 1) {
      for (auto& [rule, group] : by_rule) {
        if (sound_attempt(group)) sound.push_back(std::move(group));
      }
    }
    if (sound.empty()) sound = sound_groups(chosen);
    std::vector<Chosen> together;
    for (const std::vector<Chosen>& group : sound) together.insert(together.end(), group.begin(), group.end());
    if (sound.size() > 1) {
      if (auto all = sound_attempt(together)) return all;
    }
    // Groups that only harm together: the next rounds try the others.
    return sound.empty() ? std::nullopt : sound_attempt(sound.front());
  }

  // Of fixes that harm together: groups, each of which does no harm by itself.
  std::vector<std::vector<Chosen>> sound_groups(const std::vector<Chosen>& chosen) {
    std::vector<std::vector<Chosen>> sound;
    if (chosen.size() < 2) return sound;
    const auto middle = chosen.begin() + static_cast<std::ptrdiff_t>(chosen.size() / 2);
    for (std::vector<Chosen>& half :
         std::vector<std::vector<Chosen>>{{chosen.begin(), middle}, {middle, chosen.end()}}) {
      if (++attempts_ > kMaxAttempts) break;
      if (sound_attempt(half)) {
        sound.push_back(std::move(half));
        continue;
      }
      for (std::vector<Chosen>& part : sound_groups(half)) sound.push_back(std::move(part));
    }
    return sound;
  }

  FixRun& run_;
  SyntaxTree tree_;
  const LintOptions& lint_;
  const FixRunOptions& wanted_;
  Refused& refused_;
  int attempts_ = 0;
};

// The rounds of one template.
class Rounds {
public:
  Rounds(FixRun& run, const LintOptions& lint) : run_(run), lint_(lint), start_(run.left) {}

  void make(const FixRunOptions& wanted) {
    refused_.clear();
    history_.clear();
    do make_sound_ones(wanted);
    while (look_ahead(wanted));
    report_held(wanted);
  }

private:
  void make_sound_ones(const FixRunOptions& wanted) {
    for (; rounds_ < kMaxRounds; ++rounds_) {
      const std::vector<Chosen> chosen = choose(run_.left, wanted, refused_);
      if (chosen.empty()) return;
      const std::size_t refused = refused_.size();
      std::optional<Attempt> made = Round(run_, lint_, wanted, refused_).make(chosen);
      if (made) {
        take_over_or_go_back(std::move(*made));
      } else if (refused_.size() == refused) {
        return;
      }
    }
  }

  // What one fix adds another may remove: where they lead back to a text that was there before, its fixes are refused.
  void take_over_or_go_back(Attempt&& made) {
    history_.push_back({run_.source, run_.left, run_.outline, run_.made.size()});
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
      refused_.insert_or_assign(key_of(fix),
                                HeldFix{.fix = fix, .reason = HeldReason::Undone, .uncovers = {}, .names = {}});
    });
    run_.made.erase(first, run_.made.end());
    run_.source = same->source;
    run_.left = std::move(same->left);
    run_.outline = std::move(same->outline);
    history_.erase(same, history_.end());
  }

  // Makes one of the fixes that were refused, with what follows from it; false if none of them may stay.
  bool look_ahead(const FixRunOptions& wanted) {
    const std::size_t limit = std::min(run_.linted + kMaxTextsAhead, kMaxLintedTexts);
    const std::vector<Chosen> all = choose(run_.left, wanted, {});
    std::map<std::string_view, int> failed;
    for (std::size_t i = 0; i < all.size() && run_.linted < limit; ++i) {
      const auto refused = refused_.find(key_of(all[i]));
      if (refused == refused_.end() || refused->second.reason != HeldReason::Uncovers) continue;
      const auto is_same = [&](const Chosen& other) { return has_same_edits(*other.fix, *all[i].fix); };
      if (std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), is_same)) continue;
      std::vector<Chosen> group;
      std::copy_if(all.begin(), all.end(), std::back_inserter(group), is_same);
      int& failures = failed[all[i].finding->rule];
      if (failures >= kMaxFailuresAhead) continue;
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
    Round own(run_, lint_, wanted, refused_);
    std::optional<Attempt> first = own.attempt(group);
    // A fix that does not even mend its own finding never stays.
    if (!first || !first->reads_well || has(first->left, *group.front().finding)) return false;
    if (own.change_of_deployment(*first, group)) return false;
    FixRun ahead;
    ahead.linted = run_.linted;
    ahead.requested = run_.requested;
    take_over(ahead, std::move(*first));
    const bool is_asked_for = begins_with_any(group.front().finding->rule, wanted.anyway);
    // Placeholders of earlier rounds are settled; those of these rounds would be new findings like any other.
    const auto is_settled = [&](const Diagnostic& finding) { return has(run_.left, finding); };
    const Scope scope = scope_of(*group.front().finding);
    const auto may_stay = [&] { return is_asked_for || is_no_worse(start_, ahead.left, scope, is_settled); };
    Refused refused = refused_;
    for (int round = 0; round < kMaxRoundsAhead && !may_stay() && ahead.linted < limit; ++round) {
      const std::vector<Chosen> chosen = choose(ahead.left, wanted, refused);
      if (chosen.empty()) break;
      std::optional<Attempt> made = Round(ahead, lint_, wanted, refused).make(chosen);
      if (!made) break;
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
    history_.push_back({run_.source, run_.left, run_.outline, run_.made.size()});
    take_over(run_, {.source = ahead.source,
                     .left = std::move(ahead.left),
                     .outline = std::move(ahead.outline),
                     .made = std::move(ahead.made)});
    return true;
  }

  void report_held(const FixRunOptions& wanted) {
    run_.held.clear();
    std::vector<const Fix*> told;
    for (const Chosen& one : choose(run_.left, wanted, {})) {
      if (std::any_of(told.begin(), told.end(), [&](const Fix* fix) { return has_same_edits(*fix, *one.fix); }))
        continue;
      told.push_back(one.fix);
      const auto refused = refused_.find(key_of(one));
      run_.held.push_back(
          refused != refused_.end()
              ? refused->second
              : HeldFix{.fix = made_of(one), .reason = HeldReason::TooManyFixes, .uncovers = {}, .names = {}});
    }
  }

  // The template before a round, for finding out whether rounds go in circles.
  struct State {
    SourceFilePtr source;
    std::vector<Diagnostic> left;
    DeploymentOutline outline;
    std::size_t made = 0;  // number of fixes made before
  };

  FixRun& run_;
  const LintOptions& lint_;
  std::vector<State> history_;
  const std::vector<Diagnostic> start_;  // what later states are compared with
  Refused refused_;
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
      const bool is_json = tree.language == SyntaxLanguage::Json;
      if (is_json && !asked.insert(finding.rule + ' ' + subject_of(finding)).second) continue;
      fixes[i] = ignore_comment_fix(tree, finding);
      if (fixes[i]) chosen.push_back({&finding, &*fixes[i]});
    }
    if (chosen.empty()) return;
    Refused refused;
    const FixRunOptions none;
    std::optional<Attempt> made = Round(run, options, none, refused).make(chosen);
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
  if (wanted.unsafe) rounds.make(wanted);
  // What only the name that a fix gives it shows to be a secret.
  if (!run.made.empty()) add_secrets(*run.source, run.left, run.secrets);
  return run;
}

}  // namespace virga
