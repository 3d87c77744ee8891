// What the commands that work on expansions share: deployment options in, problems out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/options.h"
#include "compiler/package/expanded_file.h"
#include "compiler/support/result.h"

namespace virga {

// --region, and values of parameters from --parameter-files and, over them, --parameter-overrides or --parameters.
Result<void> read_deployment(const Arguments& arguments, ExpandOptions& options);

// The values of one such option, laid over those that are there.
Result<void> read_parameters(const Arguments& arguments, std::string_view option, ExpandOptions& options);

// The problems of a run, on standard error: for people with excerpts of the template, or as one JSON list.
class ProblemReport {
public:
  explicit ProblemReport(bool json) : json_(json) {}

  void add(const std::string& name, const SourceFilePtr& source, const std::vector<Diagnostic>& problems);
  void add(const ExpandedFile& file) { add(file.name, file.tree.source, file.problems); }
  // Writes what has to wait for the end: the list.
  void finish();

private:
  bool json_;
  std::string list_;
};

// The problems of one file, on standard error: 0, kRefused, or an error where it cannot be read.
Result<int> report_problems(const ExpandedFile& file, bool json = false);

// What makes a tree unreadable, a line each, on standard error.
void print_syntax_errors(const SyntaxTree& tree);

// The expansion as text: "yaml", "json", or by default the language of the template.
std::string text_of(const ExpandedFile& file, std::string_view format);

}  // namespace virga
