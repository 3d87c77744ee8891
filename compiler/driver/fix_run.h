// `virga lint --fix`: fixes templates before they are linted.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/fix_summary.h"
#include "compiler/driver/lint_run.h"
#include "rules/engine/fixer.h"

namespace virga {

struct FixSettings {
  FixRunOptions fixes;
  bool fix = true;                       // false: only add ignores
  std::vector<std::string> add_ignores;  // rule IDs or prefixes whose findings are to be ignored in the templates
  bool diff = false;                     // only show what would change
  bool list = false;                     // list each fix in the summary
  bool own_regions = false;              // no region was given, so CDK stacks are fixed for their own region
  bool skip_unreadable = false;          // say nothing of files that cannot be read
};

// Applies the fixes to every template, then adds ignores, and writes the files that changed. Each is replaced
// atomically. A file is left alone and reported in `faults` if it is not writable, has other hard links, or has changed
// meanwhile. Symbolic links are followed, and a file with two names in `jobs` is fixed under the first. Standard input
// is written to standard output and removed from `jobs`; a pipe is not written, and its text is kept for linting. With
// `diff`, unified diffs go to standard output instead.
FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads);

}  // namespace virga
