// One round of fixes: those that are applied together, and what became of the template.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/fixer.h"

namespace virga {

// A fix of a finding, both borrowed from the findings of the template.
struct Chosen {
  const Diagnostic* finding = nullptr;
  const Fix* fix = nullptr;
};

// Identifies a fix even if it moves.
std::string key_of(const MadeFix& fix);
std::string key_of(const Chosen& one);
// Identifies what a fix does to the text: equal for fixes with the same edits.
std::string key_of_edits(const Fix& fix);

// Fixes that were not made, by key_of().
using RefusedFixes = std::map<std::string, HeldFix, std::less<>>;

// The first wanted fix of each finding that was not refused.
std::vector<Chosen> choose_fixes(const std::vector<Diagnostic>& findings, const FixRunOptions& options,
                                 const RefusedFixes& refused);

MadeFix made_of(const Chosen& one);
// The place of the fix in the template as it was before all fixes; `now` is what its finding is of.
std::string first_place_of(const Chosen& one, const SyntaxTree& now, const TextOrigins& origins);
bool has_same_edits(const Fix& a, const Fix& b);

// The result of applying a set of fixes.
struct FixAttempt {
  SourceFilePtr source;
  std::vector<Diagnostic> left;
  DeploymentOutline outline;
  std::optional<TextOrigins> origins;
  std::vector<MadeFix> made;
  bool reads_well = false;  // otherwise nothing else is set
};

void take_over(FixRun& run, FixAttempt&& made);

// Fixes of the template as it is in `run` that are applied together and judged by the result. Borrows everything.
class FixRound {
public:
  // `refused` gets the fixes that may not be made, each judged by itself.
  FixRound(FixRun& run, const LintOptions& lint, const FixRunOptions& wanted, RefusedFixes& refused);

  // Applies as many of the fixes as possible; nullopt if none can be applied.
  std::optional<FixAttempt> make(const std::vector<Chosen>& chosen);

  // The result whatever it is; nullopt if the limit of linted texts is reached.
  std::optional<FixAttempt> attempt(const std::vector<Chosen>& chosen);

  // Why fixes that were made together may not stay, whatever they mend here: they change the deployment, or harm other
  // templates. Nullopt if they may. `fix` is not set.
  std::optional<HeldFix> harm_of(const FixAttempt& attempt, const std::vector<Chosen>& chosen) const;

private:
  std::optional<HeldFix> fault_of(const FixAttempt& attempt, const std::vector<Chosen>& chosen) const;
  std::optional<FixAttempt> sound_attempt(const std::vector<Chosen>& chosen);
  void refuse(const Chosen& one, HeldFix&& fault);
  std::vector<Chosen> without_harmful_ones(const std::vector<Chosen>& chosen, const FixAttempt& together);
  std::optional<FixAttempt> make_groups(const std::vector<Chosen>& chosen);
  std::vector<std::vector<Chosen>> sound_groups(const std::vector<Chosen>& chosen);

  FixRun& run_;
  SyntaxTree tree_;
  const LintOptions& lint_;
  const FixRunOptions& wanted_;
  RefusedFixes& refused_;
  int attempts_ = 0;
};

}  // namespace virga
