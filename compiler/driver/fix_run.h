// `virga lint --fix`: fixes templates before they are linted.
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
  bool fix = true;                       // false: only add ignores
  std::vector<std::string> add_ignores;  // rule IDs or prefixes whose findings are to be ignored in the templates
  bool diff = false;                     // only show what would change
  bool list = false;                     // list each fix in the summary
  bool own_regions = false;              // no region was given, so CDK stacks are fixed for their own region
};

// The outcome of a run, for the last lines of its output.
struct FixSummary {
  std::size_t templates = 0;  // number of templates that changed
  std::map<std::string, std::size_t> fixed;
  std::size_t ignored = 0;                           // findings that the templates now ignore
  std::map<std::string, std::size_t> unignored;      // findings for which there is no place for an ignore, by rule
  bool lacks_comments = false;                       // of those, some are in JSON
  std::size_t left_safe = 0;                         // findings that --fix would fix but was not asked to
  std::size_t left_unsafe = 0;                       // findings that --unsafe-fixes would fix
  std::size_t unreadable = 0;                        // templates that cannot be parsed
  std::map<std::string, std::vector<HeldFix>> held;  // fixes that were not applied, by the template's name
  std::string list;                                  // of the fixes, a line each
  std::string repeated;                              // files with a second name in `jobs`, a line each
  std::vector<FileFindings> left;                    // of standard input, whose text went to standard output
  std::vector<std::string> faults;                   // "path: why it was not written"

  // "Fixed 3 findings in 2 templates (E3002 2, W1020 1); --unsafe-fixes would fix 4 more." Ends with a newline.
  std::string text(bool only_shown) const;

private:
  void add_held(std::string& text) const;
  void add_unignored(std::string& text) const;
};

struct HeldCount {
  std::size_t safe = 0;
  std::size_t unsafe = 0;
};

// Adds a note to each finding whose fix was held back: what it would uncover. With `at_finding` the notes have the
// place of their finding, for formats in which every note has one. Returns how many findings have one now.
HeldCount note_held_fixes(const std::vector<HeldFix>& held, bool at_finding, std::vector<Diagnostic>& findings);

// Applies the fixes to every template, then adds ignores, and writes the files that changed. Each is replaced
// atomically. A file is left alone and reported in `faults` if it is not writable, has other hard links, or has changed
// meanwhile. Symbolic links are followed, and a file with two names in `jobs` is fixed under the first. Standard input
// is written to standard output and removed from `jobs`. With `diff`, unified diffs go to standard output instead.
FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads);

}  // namespace virga
