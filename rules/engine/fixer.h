// Fixes made: what becomes of a template.
#pragma once

#include <string>
#include <vector>

#include "rules/engine/linter.h"

namespace virga {

struct FixRunOptions {
  bool unsafe = false;  // those that change what the template does, too
  // Rules whose fixes are made, as beginnings of ids; empty for all. `unfixable` wins.
  std::vector<std::string> fixable;
  std::vector<std::string> unfixable;
};

// A fix that was made.
struct MadeFix {
  std::string rule;
  std::string where;  // path of the finding in the template as it was then, "" for the template
  std::string title;
  FixSafety safety = FixSafety::Safe;
};

struct FixRun {
  SourceFilePtr source;          // the template after the fixes; the one given where nothing was to do
  std::vector<MadeFix> made;     // in the order of the rounds, and of places in each
  std::vector<Diagnostic> left;  // findings of `source`
  bool unparsable = false;       // the template cannot be read, so nothing was done
};

// Makes the first suitable fix of every finding, in rounds until nothing changes: fixes that overlap wait for the next
// round, and unsafe ones until there are no safe ones left. A round stands only if its text can be read, differs from
// the one before in nothing but what its edits touch, and makes nothing worse; else the fixes that spoil it are left
// out. Ends after a bounded number of rounds, whatever the template. Reads nothing but what lint() reads, and writes
// nothing.
FixRun fix_template(const SourceFilePtr& source, const LintOptions& lint, const FixRunOptions& options);

// Makes the template ignore the findings of `run.source` whose rules begin with one of `rules`: with a comment on the
// line or above it, or in Metadata of the resource where no comment can stand (ignore_comment_fix). Goes on from what
// `run` holds, in rounds; a finding that no ignore silences stays.
void add_ignores(FixRun& run, const LintOptions& lint, const std::vector<std::string>& rules);

// Do the options allow this fix of a finding?
bool is_wanted(const Diagnostic& finding, const Fix& fix, const FixRunOptions& options);

}  // namespace virga
