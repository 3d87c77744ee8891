#include "rules/engine/fix_round.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "rules/engine/finding_comparison.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

// If a round fails as a whole, halves of it are tried, at most this many.
constexpr int kMaxAttempts = 64;
// For fixes that cannot be applied together.
constexpr int kMaxTries = 4;

// Placeholders are meant to be found.
bool is_about_placeholder(const Diagnostic& finding) { return finding.message.find(kPlaceholder) != std::string::npos; }

// Whether the order itself is what is wrong.
bool is_about_order(const Diagnostic& finding) { return finding.rule == "E3004" || finding.rule == "E3005"; }

// The edits of the fixes that were applied, equal ones once, in the order of the text.
std::vector<TextEdit> edits_of(std::span<const Fix* const> fixes, const FixOutcome& outcome) {
  std::vector<TextEdit> edits;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string_view>> known;
  for (std::size_t i = 0; i < fixes.size(); ++i) {
    if (!outcome.applied[i]) continue;
    for (const TextEdit& edit : fixes[i]->edits) {
      if (known.emplace(edit.range.begin, edit.range.end, edit.replacement).second) edits.push_back(edit);
    }
  }
  std::sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) {
    return std::tuple(a.range.begin, a.range.end) < std::tuple(b.range.begin, b.range.end);
  });
  return edits;
}

// Where in the text a fix changes something: at its finding if that goes or something is added to it.
std::uint32_t place_of(const Chosen& one) {
  const TextRange focus = one.finding->focus();
  const TextRange edited = one.fix->edits.empty() ? TextRange{} : one.fix->edits.front().range;
  const bool is_at_finding = edited.size() == 0 || (edited.begin <= focus.begin && focus.end <= edited.end);
  return is_at_finding ? focus.begin : edited.begin;
}

// Takes the last fix that edits this range out of the list, and those that make the same edits.
void leave_out_last(TextRange range, const FixOutcome& outcome, std::vector<const Fix*>& fixes) {
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

// Whether the edit leaves nothing of what it changes, or an empty collection in place of the last that one holds.
bool removes(const TextEdit& edit) {
  const std::string_view left = trim(edit.replacement);
  return edit.range.size() > 0 && (left.empty() || left == "{}" || left == "[]");
}

bool is_removal(const Fix& fix) { return std::all_of(fix.edits.begin(), fix.edits.end(), removes); }

// Leaves out the removals of what the mend of an error changes, such as the null of a required property: they wait.
void leave_out_removals_of_mended_parts(std::vector<Chosen>& chosen) {
  std::vector<TextRange> mended;
  for (const Chosen& one : chosen) {
    if (one.finding->severity != Severity::Error || is_removal(*one.fix)) continue;
    for (const TextEdit& edit : one.fix->edits) mended.push_back(edit.range);
  }
  std::sort(mended.begin(), mended.end(), [](TextRange a, TextRange b) { return a.begin < b.begin; });
  std::erase_if(chosen, [&](const Chosen& one) {
    if (one.finding->severity == Severity::Error || !is_removal(*one.fix)) return false;
    return std::any_of(one.fix->edits.begin(), one.fix->edits.end(), [&](const TextEdit& edit) {
      const auto inner = std::lower_bound(mended.begin(), mended.end(), edit.range.begin,
                                          [](TextRange range, std::uint32_t at) { return range.begin < at; });
      return inner != mended.end() && inner->end < edit.range.end;
    });
  });
}

// The map of which the removal of a fix takes a member; empty if it is no removal.
std::string thinned_by(const Chosen& one) {
  if (one.finding->path.empty() || !is_removal(*one.fix)) return {};
  Path holder = one.finding->path;
  holder.pop_back();
  return to_string(holder);
}

// Of two members that cannot stand together an error lets one go, which is a choice: it waits where another finding
// removes a member of the same map for a reason of its own.
void leave_out_choices_beside_removals(std::vector<Chosen>& chosen) {
  std::set<std::string> thinned;
  for (const Chosen& one : chosen) {
    if (one.finding->severity != Severity::Error) thinned.insert(thinned_by(one));
  }
  thinned.erase("");
  if (thinned.empty()) return;
  std::erase_if(chosen, [&](const Chosen& one) {
    return one.finding->severity == Severity::Error && thinned.contains(thinned_by(one));
  });
}

bool is_addition(const Fix& fix) {
  return std::all_of(fix.edits.begin(), fix.edits.end(),
                     [](const TextEdit& edit) { return edit.range.size() == 0 && !edit.replacement.empty(); });
}

// Leaves out what is added to a map of which another fix removes a member: it waits, since it may be wanted only
// because of that member. Either remedy is one; both together are none.
void leave_out_additions_beside_removals(std::vector<Chosen>& chosen) {
  std::set<std::string> thinned;
  for (const Chosen& one : chosen) thinned.insert(thinned_by(one));
  thinned.erase("");
  if (thinned.empty()) return;
  std::erase_if(chosen, [&](const Chosen& one) {
    return is_addition(*one.fix) && thinned.contains(to_string(one.finding->path));
  });
}

}  // namespace

std::string key_of(const MadeFix& fix) { return fix.rule + ' ' + fix.where + '\n' + fix.title; }
std::string key_of_edits(const Fix& fix) {
  std::string key;
  for (const TextEdit& edit : fix.edits) {
    fmt::format_to(std::back_inserter(key), "{}-{} {} {} ", edit.range.begin, edit.range.end, edit.replacement.size(),
                   edit.replacement);
  }
  return key;
}

std::string key_of(const Chosen& one) { return key_of(*one.finding) + '\n' + one.fix->title; }

std::vector<Chosen> choose_fixes(const std::vector<Diagnostic>& findings, const FixRunOptions& options,
                                 const RefusedFixes& refused) {
  std::vector<Chosen> chosen;
  for (const Diagnostic& finding : findings) {
    const auto fix = std::find_if(finding.fixes.begin(), finding.fixes.end(),
                                  [&](const Fix& one) { return is_wanted(finding, one, options); });
    if (fix == finding.fixes.end()) continue;
    const Chosen one{&finding, &*fix};
    if (!refused.contains(key_of(one))) chosen.push_back(one);
  }
  leave_out_removals_of_mended_parts(chosen);
  leave_out_choices_beside_removals(chosen);
  leave_out_additions_beside_removals(chosen);
  return chosen;
}

MadeFix made_of(const Chosen& one) {
  return {.rule = one.finding->rule,
          .where = to_string(one.finding->path),
          .title = one.fix->title,
          .safety = one.fix->safety};
}

std::string first_place_of(const Chosen& one, const SyntaxTree& now, const TextOrigins& origins) {
  const Diagnostic& finding = *one.finding;
  // The path of what a transform or a loop has made is not in the text, or leads to what it was made from.
  const bool is_made = finding.generated.has_value() || value_at(now.root, finding.path) == nullptr;
  const Path path = is_made ? path_of(node_at(now, place_of(one), Side::After)) : finding.path;
  return to_string(origins.first_path(now, path));
}

bool has_same_edits(const Fix& a, const Fix& b) {
  return std::equal(
      a.edits.begin(), a.edits.end(), b.edits.begin(), b.edits.end(),
      [](const TextEdit& x, const TextEdit& y) { return x.range == y.range && x.replacement == y.replacement; });
}

void take_over(FixRun& run, FixAttempt&& made) {
  run.made.insert(run.made.end(), std::make_move_iterator(made.made.begin()), std::make_move_iterator(made.made.end()));
  run.source = std::move(made.source);
  run.left = std::move(made.left);
  run.outline = std::move(made.outline);
  if (made.origins) run.origins = std::move(*made.origins);
}

FixRound::FixRound(FixRun& run, const LintOptions& lint, const FixRunOptions& wanted, RefusedFixes& refused)
    : run_(run), tree_(parse(run.source)), lint_(lint), wanted_(wanted), refused_(refused) {}

std::optional<FixAttempt> FixRound::make(const std::vector<Chosen>& chosen) {
  std::optional<FixAttempt> all = attempt(chosen);
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

std::optional<FixAttempt> FixRound::attempt(const std::vector<Chosen>& chosen) {
  if (run_.linted >= most_linted_texts(*run_.source)) return std::nullopt;
  std::vector<const Fix*> fixes;
  fixes.reserve(chosen.size());
  for (const Chosen& one : chosen) fixes.push_back(one.fix);
  FixAttempt result;
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
      result.origins = run_.origins.after(edits);
      std::set<std::string> listed;
      for (std::size_t i = 0; i < fixes.size(); ++i) {
        if (!outcome.applied[i]) continue;
        result.made.push_back(made_of(chosen[i]));
        MadeFix& made = result.made.back();
        made.first_place = first_place_of(chosen[i], tree_, run_.origins);
        made.repeats = !listed.insert(key_of_edits(*fixes[i])).second;
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
std::optional<HeldFix> FixRound::fault_of(const FixAttempt& attempt, const std::vector<Chosen>& chosen) const {
  if (!attempt.reads_well) return HeldFix{.reason = HeldReason::ReadsAmiss};
  const bool is_one = std::all_of(chosen.begin(), chosen.end(),
                                  [&](const Chosen& other) { return has_same_edits(*other.fix, *chosen.front().fix); });
  const Scope scope = is_one ? Scope::OneFix : Scope::Part;
  if (!is_no_worse(run_.left, attempt.left, scope, is_about_placeholder)) {
    return HeldFix{.reason = HeldReason::Uncovers, .uncovers = new_in(attempt.left, run_.left)};
  }
  return harm_of(attempt, chosen);
}

std::optional<HeldFix> FixRound::harm_of(const FixAttempt& attempt, const std::vector<Chosen>& chosen) const {
  const auto all_are = [&](bool (*free)(const Diagnostic&)) {
    return std::all_of(chosen.begin(), chosen.end(), [&](const Chosen& one) {
      return free(*one.finding) || begins_with_any(one.finding->rule, wanted_.anyway);
    });
  };
  std::optional<CreationOrder> order = newly_lost(run_.outline, attempt.outline);
  if (order && !all_are(is_about_order)) return HeldFix{.reason = HeldReason::LosesOrder, .order = std::move(*order)};
  if (!wanted_.harm_elsewhere || all_are([](const Diagnostic&) { return false; })) return std::nullopt;
  std::optional<HarmElsewhere> harm = wanted_.harm_elsewhere(attempt.source);
  if (!harm) return std::nullopt;
  return HeldFix{
      .reason = HeldReason::HarmsAnother, .uncovers = std::move(harm->uncovers), .file = std::move(harm->file)};
}

std::optional<FixAttempt> FixRound::sound_attempt(const std::vector<Chosen>& chosen) {
  std::optional<FixAttempt> result = attempt(chosen);
  if (!result) return std::nullopt;
  std::optional<HeldFix> fault = fault_of(*result, chosen);
  if (!fault) return result;
  if (chosen.size() == 1) refuse(chosen.front(), std::move(*fault));
  return std::nullopt;
}

void FixRound::refuse(const Chosen& one, HeldFix&& fault) {
  fault.fix = made_of(one);
  refused_.try_emplace(key_of(one), std::move(fault));
}

// Refuses the fixes that are alone in a part that became worse; returns the fixes of the parts that did not, or all
// others if there are none. Where a part became worse that no fix is for, nothing can be told.
std::vector<Chosen> FixRound::without_harmful_ones(const std::vector<Chosen>& chosen, const FixAttempt& together) {
  const std::set<std::string> worse = worse_parts(run_.left, together.left);
  std::map<std::string, std::vector<const Chosen*>> fixes;
  for (const Chosen& one : chosen) fixes[subject_of(*one.finding)].push_back(&one);
  const bool is_clear = std::all_of(worse.begin(), worse.end(), [&](const auto& part) { return fixes.contains(part); });
  if (worse.empty() || !is_clear) return chosen;
  std::map<std::string, std::vector<Diagnostic>> uncovered;
  for (Diagnostic& finding : new_in(together.left, run_.left)) {
    uncovered[subject_of(finding)].push_back(std::move(finding));
  }
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
    for (const Chosen* one : ones) {
      refuse(*one, {.reason = HeldReason::Uncovers, .uncovers = uncovered[part]});
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
std::optional<FixAttempt> FixRound::make_groups(const std::vector<Chosen>& chosen) {
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
std::vector<std::vector<Chosen>> FixRound::sound_groups(const std::vector<Chosen>& chosen) {
  std::vector<std::vector<Chosen>> sound;
  if (chosen.size() < 2) return sound;
  const auto middle = chosen.begin() + static_cast<std::ptrdiff_t>(chosen.size() / 2);
  for (std::vector<Chosen>& half : std::vector<std::vector<Chosen>>{{chosen.begin(), middle}, {middle, chosen.end()}}) {
    if (++attempts_ > kMaxAttempts) break;
    if (sound_attempt(half)) {
      sound.push_back(std::move(half));
      continue;
    }
    for (std::vector<Chosen>& part : sound_groups(half)) sound.push_back(std::move(part));
  }
  return sound;
}

}  // namespace virga
