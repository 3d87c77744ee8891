// Configuration files: .cfnlintrc, .cfnlintrc.yaml, .cfnlintrc.yml and virga.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

using ParameterValues = std::map<std::string, std::string, std::less<>>;
using RuleOptions = std::map<std::string, std::map<std::string, std::string>, std::less<>>;

// One layer of configuration, from a file or the command line. Empty members are not set.
struct Config {
  std::vector<std::string> templates;
  std::vector<std::string> ignore_templates;
  std::vector<std::string> regions;
  std::vector<std::string> ignore_checks;
  std::vector<std::string> include_checks;
  std::vector<std::string> mandatory_checks;
  std::vector<std::string> fixable;    // rules whose fixes --fix applies; empty for all, unless `fixes_none` is set
  std::vector<std::string> unfixable;  // rules whose fixes --fix does not apply
  std::vector<std::string> append_rules;
  std::vector<std::string> registry_schemas;
  std::vector<std::string> parameter_files;
  std::vector<std::string> deployment_files;
  std::vector<ParameterValues> parameters;  // one map per parameter set
  RuleOptions configure_rules;
  std::string format;
  std::string output_file;
  std::string override_spec;
  std::string custom_rules;
  std::string non_zero_exit_code;
  std::string baseline;
  std::optional<bool> ignore_bad_template;
  std::optional<bool> include_experimental;
  std::optional<bool> merge_configs;
  std::optional<bool> debug;
  bool fixes_none = false;  // `fixable: []`
  // Not configuration keys: the files that load_config() read, by precedence, and those beside them that it ignored.
  std::vector<std::string> files;
  std::vector<std::string> passed_over;
};

// Reads one file. The error is "file:line:column: message": the file cannot be read, is not a map, or has an unknown
// key or a value of the wrong type. Relative paths in it are resolved against `base`, "" for the working directory.
Result<Config> read_config(const std::string& path, const std::string& base);

// The merged layer of all applicable files: `explicit_file` alone if it is given, else the nearest project file (in the
// working directory or a parent, up to the root of the git repository) over the one in the home directory. As in
// cfn-lint, relative paths are resolved against the working directory, except that those in a parent folder's file are
// resolved against that folder.
Result<Config> load_config(const std::string& explicit_file);

// Beginnings of the IDs of rules whose fixes --fix does not apply; "" is that of all.
std::vector<std::string> rules_without_fixes(const Config& config);

// Layers `over` on `under`: the first value that is set wins; with `merge`, lists and maps are joined.
Config overlay(const Config& over, const Config& under, bool merge);

// The keys that a configuration file may have.
std::vector<std::string_view> config_keys();

}  // namespace virga
