// What `virga lint --fix` says of a run.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/driver/changed_files.h"
#include "rules/engine/fixer.h"

namespace virga {

// The outcome of a run, for the last lines of its output.
struct FixSummary {
  std::size_t templates = 0;  // number of templates that changed
  std::map<std::string, std::size_t> fixed;
  std::size_t ignored = 0;                           // findings that the templates now ignore
  std::map<std::string, std::size_t> unignored;      // findings for which there is no place for an ignore, by rule
  bool lacks_comments = false;                       // of those, some are in JSON
  std::size_t left_safe = 0;                         // findings with a fix for --fix, which was not asked for
  std::size_t left_unsafe = 0;                       // findings with a fix for --unsafe-fixes, which was not asked for
  std::vector<std::string> unreadable;               // templates that cannot be parsed
  std::map<std::string, std::vector<HeldFix>> held;  // fixes that were not applied, by the template's name
  std::string list;                                  // of the fixes, a line each
  std::string remarks;                               // on single files, such as one with two names, a line each
  std::vector<FileFindings> left;                    // of standard input, which was read and is not read again
  ChangedFiles streams;                              // what was read from pipes, which are not read again
  std::vector<std::string> unread;                   // "path: why it cannot be read"
  std::vector<std::string> faults;                   // "path: why it was not written"

  // "Fixed 3 findings in 2 templates (E3002 2, W1020 1); 4 more have an unsafe fix (--unsafe-fixes)." Ends with a
  // newline.
  std::string text(bool only_shown) const;

  // Adds the fixes of a template to `list`: those that were made, if it changed, and those that were held back.
  void add_to_list(const std::string& name, const FixRun& run, bool changed);

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

}  // namespace virga
