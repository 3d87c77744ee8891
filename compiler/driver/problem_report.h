// Shared by the commands that work on expansions: reads deployment options, reports problems.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/options.h"
#include "compiler/package/expanded_file.h"
#include "compiler/support/result.h"

namespace virga {

// Reads --region and parameter values from --parameter-files, overridden by --parameter-overrides or --parameters.
Result<void> read_deployment(const Arguments& arguments, ExpandOptions& options);

// Adds the values of one such option, overriding existing ones.
Result<void> read_parameters(const Arguments& arguments, std::string_view option, ExpandOptions& options);

// Reports the problems of a run on standard error: for people, with excerpts of the template, or as one JSON list.
class ProblemReport {
public:
  explicit ProblemReport(bool json) : json_(json) {}

  // `secrets`: what excerpts of the source must not show.
  void add(const std::string& name, const SourceFilePtr& source, const std::vector<Diagnostic>& problems,
           std::vector<TextRange> secrets = {});
  void add(const ExpandedFile& file);
  // Writes the JSON list, if any.
  void finish();

private:
  bool json_;
  std::string list_;
};

// Reports the problems of one file on standard error. Returns 0 or kRefused, or an error if the file cannot be read.
Result<int> report_problems(const ExpandedFile& file, bool json = false);

// Writes the syntax errors of a tree to standard error.
void print_syntax_errors(const SyntaxTree& tree);

// The expansion as text. `format` is "yaml" or "json"; otherwise the template's language is used.
std::string text_of(const ExpandedFile& file, std::string_view format);

}  // namespace virga
