// Where a repository uses cfn-lint, and what of it carries over to Virga.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

enum class CfnLintUse : std::uint8_t {
  Configuration,    // a file that Virga reads as it is
  Invalid,          // one that neither of them reads
  PythonRules,      // one that loads rules in Python
  Run,              // a command line
  RunsPythonRules,  // one with --append-rules
  Install,          // pip install and the like
  Requirement,      // a line of a requirements file
  Hook,             // a hook of pre-commit
  Action,           // a step of a workflow
};

struct CfnLintPlace {
  std::string file;
  std::size_t line = 0;  // from 1; 0 for the file as a whole
  CfnLintUse use = CfnLintUse::Run;
  std::string text;                // the line, trimmed; for Invalid what is wrong
  std::vector<std::size_t> names;  // for Run: where "cfn-lint" stands in the line, in bytes
};

// The uses in one file, in the order of its lines. Which files are looked at is for may_set_up_cfn_lint().
std::vector<CfnLintPlace> find_cfn_lint(const std::string& file, std::string_view text);

// Is a file of this name one that installs, configures or runs programs? By its path, as `find_cfn_lint_files` gives
// it.
bool may_set_up_cfn_lint(std::string_view path);

// The files of a folder that may set up cfn-lint, sorted; without what .git, node_modules and environments of Python
// hold.
std::vector<std::string> files_that_may_set_up_cfn_lint(const std::string& folder);

// The text with `virga-cfn-lint` for `cfn-lint` in the command lines of these places, which are those of the text.
std::string with_virga(std::string_view text, const std::vector<CfnLintPlace>& places);

}  // namespace virga
