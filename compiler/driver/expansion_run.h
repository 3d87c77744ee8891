// Reading a template and expanding it, for the commands that work on expansions.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/options.h"
#include "compiler/expand/expansion.h"
#include "compiler/support/result.h"

namespace virga {

struct ExpandedFile {
  std::string name;        // as the user wrote it, "-" for standard input
  std::string unreadable;  // why the file could not be read, else empty
  SyntaxTree tree;         // what the expansion borrows from
  Expansion expansion;     // not ok() when the text does not parse
  std::vector<ExpansionProblem> problems;

  bool ok() const { return expansion.ok(); }
};

// Faults of the syntax become problems too (rule E0000); keys that come twice are warnings. Paths in the template start
// at its folder, or, for standard input, at the working directory. Shares nothing with other calls.
// Values of parameters that the template does not have or allow are problems (rule E2900), as in lint; `shared`: the
// values are for several templates, so one that has no use for a parameter is only warned of.
ExpandedFile expand_file(const std::string& name, ExpandOptions options, bool shared = false);

// Where paths in a template start: an absolute folder.
std::string folder_of_template(const std::string& name);
// Is the template sound, apart from keys that come twice? Of those the service takes the last.
bool only_repeats_keys(const SyntaxTree& tree);
// The faults of a text that does not parse, as problems; warnings when only keys come twice.
std::vector<ExpansionProblem> syntax_problems(const SyntaxTree& tree);
// Is there too much to write out? Adds a problem when there is.
bool too_large(const Node& root, std::vector<ExpansionProblem>& problems);

// --region, and values of parameters from --parameter-files and, over them, --parameter-overrides or --parameters.
Result<void> read_deployment(const Arguments& arguments, ExpandOptions& options);

// The problems of a run, on standard error: for people with excerpts of the template, or as one JSON list.
class ProblemReport {
public:
  explicit ProblemReport(bool json) : json_(json) {}

  void add(const std::string& name, const SourceFilePtr& source, const std::vector<ExpansionProblem>& problems);
  void add(const ExpandedFile& file) { add(file.name, file.tree.source, file.problems); }
  // Writes what has to wait for the end: the list.
  void finish();

private:
  bool json_;
  std::string list_;
};

}  // namespace virga
