// The settings of a run of `virga lint`, from the command line and configuration files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/driver/options.h"
#include "compiler/support/result.h"
#include "compiler/workspace/config.h"
#include "rules/engine/compilation.h"

namespace virga {

// The options of `virga lint`: those of cfn-lint and our own.
std::span<const OptionSpec> lint_option_specs();

struct Settings {
  Config config;                   // all layers merged, by precedence
  bool from_command_line = false;  // templates were named on the command line
  OutputFormat format = OutputFormat::Default;
  bool list_rules = false;
  bool list_templates = false;
  bool only_templates = false;  // skip named files that are not templates
  bool build_graph = false;
  bool update_specs = false;
  bool write_baseline = false;
  bool fix = false;                      // fix templates before linting
  bool unsafe_fixes = false;             // apply unsafe fixes, too
  bool fix_only = false;                 // do not report the remaining findings
  bool diff = false;                     // show the fixes as a diff instead of applying them
  bool show_fixes = false;               // list each fix
  bool asks_for_stdout = false;          // the command line has `--output-file -`
  std::vector<std::string> fix_anyway;   // rules whose fixes may uncover more findings than they mend
  std::vector<std::string> add_ignores;  // rules whose findings are to be ignored in the templates
  unsigned jobs = 0;                     // number of threads; 0: one per core
  std::string schema_db;
};

// Reads all layers; fails if the command line or a file is invalid. `for_terminal`: a person will read the findings, so
// `rich` is the default format.
Result<Settings> make_settings(const Arguments& arguments, bool for_terminal);

// The part of LintOptions that does not depend on the schema database. `arguments` are those of the command line alone.
Result<LintOptions> make_lint_options(const Settings& settings, const Arguments& arguments);

}  // namespace virga
