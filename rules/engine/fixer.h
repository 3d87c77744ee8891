// Applies fixes to a template.
#pragma once

#include <string>
#include <vector>

#include "rules/engine/linter.h"

namespace virga {

struct FixRunOptions {
  bool unsafe = false;  // also apply fixes that change what the template does
  // Prefixes of the IDs of rules whose fixes are applied; empty for all. `unfixable` takes precedence.
  std::vector<std::string> fixable;
  std::vector<std::string> unfixable;
};

// An applied fix.
struct MadeFix {
  std::string rule;
  std::string where;  // path of the finding in the template at that time; "" for the whole template
  std::string title;
  FixSafety safety = FixSafety::Safe;
};

struct FixRun {
  SourceFilePtr source;          // the template after the fixes; the original if there was nothing to do
  std::vector<MadeFix> made;     // in the order of rounds, and by position within each round
  std::vector<Diagnostic> left;  // findings of `source`
  bool unparsable = false;       // the template cannot be read, so nothing was done
};

// Applies the first suitable fix of every finding, in rounds until nothing changes. Fixes that overlap wait for the
// next round, and unsafe ones wait until there are no safe ones left. A round is accepted only if its text can be
// parsed, differs from the previous one only where its edits are, and has no new problems; otherwise the fixes that
// cause this are left out. The number of rounds is bounded. Reads only what lint() reads, and writes nothing.
FixRun fix_template(const SourceFilePtr& source, const LintOptions& lint, const FixRunOptions& options);

// Makes the template ignore the findings of `run.source` whose rule ID begins with one of `rules`: with a comment on
// the line or above it, or in the resource's Metadata if no comment is possible (ignore_comment_fix). Continues from
// `run`, in rounds; findings that cannot be ignored stay.
void add_ignores(FixRun& run, const LintOptions& lint, const std::vector<std::string>& rules);

// Whether the options allow this fix of a finding.
bool is_wanted(const Diagnostic& finding, const Fix& fix, const FixRunOptions& options);

}  // namespace virga
