// What a run of `virga lint` is to do: command line and configuration files brought together.
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

// Options of `virga lint`, which are cfn-lint's and ours.
std::span<const OptionSpec> lint_option_specs();

struct Settings {
  Config config;                   // all layers, the strongest on top
  bool from_command_line = false;  // templates were named there
  OutputFormat format = OutputFormat::Default;
  bool list_rules = false;
  bool list_templates = false;
  bool only_templates = false;  // leave out named files that are none
  bool build_graph = false;
  bool update_specs = false;
  bool write_baseline = false;
  bool fix = false;                      // templates are mended first
  bool unsafe_fixes = false;             // by unsafe fixes, too
  bool fix_only = false;                 // and what is left is not reported
  bool diff = false;                     // no: it is shown what would be mended
  bool show_fixes = false;               // each of them is named
  std::vector<std::string> add_ignores;  // rules whose findings the templates are to ignore
  unsigned jobs = 0;                     // threads; 0 for one a core
  std::string schema_db;
};

// Reads the layers; fails when the command line or a file is wrong. `for_terminal`: the findings will be read by a
// person, so that `rich` is the default format.
Result<Settings> make_settings(const Arguments& arguments, bool for_terminal);

// The part of LintOptions that does not need the facts. `command_line` is the layer of the command line alone.
Result<LintOptions> make_lint_options(const Settings& settings, const Arguments& arguments);

}  // namespace virga
