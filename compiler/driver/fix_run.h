// `virga lint --fix`: templates are mended before they are linted.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/driver/lint_run.h"
#include "rules/engine/fixer.h"

namespace virga {

struct FixSettings {
  FixRunOptions fixes;
  bool fix = true;                       // no: only ignores are added
  std::vector<std::string> add_ignores;  // rules, or beginnings of them, whose findings the templates are to ignore
  bool diff = false;                     // show what would change, and write nothing
  bool list = false;                     // name each fix in the summary
};

// What the run did, for the last lines of its output.
struct FixSummary {
  std::size_t templates = 0;  // that changed
  std::map<std::string, std::size_t> fixed;
  std::size_t ignored = 0;          // findings that are ignored from now on
  std::size_t left_safe = 0;        // findings that --fix would fix, where it was not asked to
  std::size_t left_unsafe = 0;      // findings that --unsafe-fixes would fix
  std::size_t unreadable = 0;       // templates that cannot be parsed
  std::string list;                 // of the fixes, a line each
  std::vector<FileFindings> left;   // of standard input, whose text went to standard output
  std::vector<std::string> faults;  // "path: why it was not written"

  // "Fixed 3 findings in 2 templates (E3002 2, W1020 1); --unsafe-fixes would fix 4 more." Ends with a newline.
  std::string text(bool only_shown) const;
};

// Makes the fixes of every template, then adds the ignores, and writes those that change, each at once: a file is the
// old one or the new one, whatever happens. A file that may not be written, that another name (hard link) would keep as
// it was, or that changed meanwhile, stays and is a fault; a symbolic link stays a link. Standard input goes to
// standard output, and out of the jobs. With `diff`, unified diffs go to standard output instead.
FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads);

}  // namespace virga
