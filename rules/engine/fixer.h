// Applies fixes to a template.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/edit/text_origins.h"
#include "rules/engine/deployment_outline.h"
#include "rules/engine/linter.h"

namespace virga {

// What another template of a run would have for a new text of this one.
struct HarmElsewhere {
  std::string file;
  std::vector<Diagnostic> uncovers;  // the findings that would be new there
};

struct FixRunOptions {
  bool unsafe = false;  // also apply fixes that change what the template does
  // Prefixes of the IDs of rules whose fixes are applied; empty for all. `unfixable` takes precedence.
  std::vector<std::string> fixable;
  std::vector<std::string> unfixable;
  // Prefixes of the IDs of rules whose fixes are made even where they uncover more findings than they mend.
  std::vector<std::string> anyway;
  // Judges a text of the template for those of the run that read it; empty if none do.
  std::function<std::optional<HarmElsewhere>(const SourceFilePtr&)> harm_elsewhere = {};
};

// An applied fix.
struct MadeFix {
  std::string rule;
  std::string where;        // path of the finding in the template at that time; "" for the whole template
  std::string first_place;  // the same in the template as it was before all fixes
  std::string title;
  FixSafety safety = FixSafety::Safe;
  bool repeats = false;  // another finding's fix makes the same edits, and was made in the same round
};

enum class HeldReason : std::uint8_t {
  Uncovers,      // its part of the template would have more findings or errors, or others new ones
  ReadsAmiss,    // the result would not parse, or would differ in other places than those that the fix edits
  LosesOrder,    // a resource would no longer be created after one that its DependsOn named at first
  HarmsAnother,  // another template of the run, which reads this one, would have new findings
  Undone,        // the fixes of what it uncovers lead back to the same text
  TooManyFixes   // not tried, because the run had reached its limit
};

// A fix of a finding that is left, and why it was not applied.
struct HeldFix {
  MadeFix fix = {};
  HeldReason reason = HeldReason::Uncovers;
  std::vector<Diagnostic> uncovers = {};  // the findings that would be new
  CreationOrder order = {};               // LosesOrder
  std::string file = {};                  // HarmsAnother: which has the new findings
};

struct FixRun {
  SourceFilePtr source;                        // the template after the fixes; the original if there was nothing to do
  TextOrigins origins = TextOrigins(nullptr);  // of `source`
  std::vector<MadeFix> made;                   // in the order of rounds, and by position within each round
  std::vector<Diagnostic> left;                // findings of `source`
  DeploymentOutline outline;                   // of `source`, if there was anything to fix
  std::vector<HeldFix> held;                   // fixes that would have been suitable, by position; equal edits once
  std::size_t linted = 0;                      // number of texts that were linted
  bool unparsable = false;                     // the template cannot be read, so nothing was done
  std::vector<CreationOrder> requested;        // by the original's DependsOn
  std::vector<std::string> secrets;  // texts that findings of the original or of `source` call secret, not to be shown
};

// The most texts that fix_template() lints for one template: for a large one fewer, so that they have no more than
// kMaxLintedBytes together.
inline constexpr std::size_t kMaxLintedTexts = 256;
inline constexpr std::size_t kMaxLintedBytes = std::size_t{3} << 20;
std::size_t most_linted_texts(const SourceFile& source);

// Applies the first suitable fix of every finding, in rounds until nothing changes. Fixes that overlap wait for the
// next round, and unsafe ones wait until there are no safe ones left. A round is accepted only if its text can be
// parsed, differs from the previous one only where its edits are, and has no new problems; otherwise the fixes that
// cause this are left out. So are those that lose an order which DependsOn asked for, and those that harm other
// templates of the run, unless `anyway` names their rules. When nothing else is left to do, each of those that bring
// problems is tried once more, with the rounds that would follow: it stays if the template then is no worse than it was
// at first, or if `anyway` names its rule, and is held otherwise. The work is bounded (most_linted_texts). Reads only
// what lint() reads, and writes nothing. `origins` are those of the source, if fixes with other options made it.
FixRun fix_template(const SourceFilePtr& source, const LintOptions& lint, const FixRunOptions& options,
                    const std::optional<TextOrigins>& origins = std::nullopt);

// Whether fix_template() would make this safe fix, if there were no others. `findings` are those of the source, `fix`
// is one of `finding`, which is one of them. Lints a few texts.
bool would_stay(const SourceFilePtr& source, const LintOptions& lint, const std::vector<Diagnostic>& findings,
                const Diagnostic& finding, const Fix& fix);

// Makes the template ignore the findings of `run.source` whose rule ID begins with one of `rules`: with a comment on
// the line or above it, or in the resource's Metadata if no comment is possible (ignore_comment_fix). Continues from
// `run`, in rounds; findings that cannot be ignored stay.
void add_ignores(FixRun& run, const LintOptions& lint, const std::vector<std::string>& rules);

// Whether what the finding points at is a secret that stands in the template, as its rule says.
bool reports_secret(const Diagnostic& finding);

// Whether the options allow this fix of a finding.
bool is_wanted(const Diagnostic& finding, const Fix& fix, const FixRunOptions& options);

}  // namespace virga
