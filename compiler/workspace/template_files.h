// Finds the templates named on a command line.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// A path and a sentence about it.
struct PathNote {
  std::string path;
  std::string message;
};

struct TemplateFiles {
  std::vector<std::string> files;   // sorted, without duplicates; "-" is standard input
  std::vector<PathNote> unmatched;  // patterns and names that match nothing, folders without a template
  // Folders that cannot be read, and links that lead nowhere; other unreadable files are in `files`.
  std::vector<PathNote> unreadable;
  std::vector<PathNote> skipped;  // with TemplateSearch::explain: what was skipped and why
};

// What --ignore-templates matches, whether it exists or is only open in an editor: files, and folders with everything
// below them. Immutable.
class IgnoredTemplates {
public:
  IgnoredTemplates() = default;
  explicit IgnoredTemplates(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}
  bool matches(const std::string& path) const;

private:
  std::vector<std::string> patterns_;
};

struct TemplateSearch {
  std::vector<std::string> names;    // files, folders, patterns, "-"
  std::vector<std::string> ignored;  // patterns: what they match is left out
  bool only_templates = false;       // leave out named files, too, when they are no templates
  bool carriers = false;             // templates in files of other tools count, too (carriers.h), and stack policies
  bool explain = false;              // fill TemplateFiles::skipped
};

// Files and patterns give themselves; a folder gives the templates below it, told by their content (recognition.h),
// without what .gitignore leaves out, hidden entries and node_modules; with `carriers` a folder .ebextensions is none.
// A file in a folder that cannot be read counts as a template, so that the run reports it. Links to folders are not
// followed.
TemplateFiles find_templates(const TemplateSearch& search);

// Are files that the command line names templates whatever they hold?
enum class TemplateSelection : unsigned char { AsNamed, OnlyTemplates };

// The files of find_templates() for commands that do nothing unless every name leads to templates.
Result<std::vector<std::string>> all_templates(const std::vector<std::string>& names,
                                               TemplateSelection selection = TemplateSelection::AsNamed);

}  // namespace virga
