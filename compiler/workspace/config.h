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

// One layer of configuration: what a file, or the command line, says. Empty means "says nothing".
struct Config {
  std::vector<std::string> templates;
  std::vector<std::string> ignore_templates;
  std::vector<std::string> regions;
  std::vector<std::string> ignore_checks;
  std::vector<std::string> include_checks;
  std::vector<std::string> mandatory_checks;
  std::vector<std::string> fixable;    // rules whose fixes --fix makes; empty for all
  std::vector<std::string> unfixable;  // rules whose fixes it does not make
  std::vector<std::string> append_rules;
  std::vector<std::string> registry_schemas;
  std::vector<std::string> parameter_files;
  std::vector<std::string> deployment_files;
  std::vector<ParameterValues> parameters;  // each a set of its own
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
  // Not keys: the files that load_config() read, the strongest first, and those beside them that it did not.
  std::vector<std::string> files;
  std::vector<std::string> passed_over;
};

// Reads one file. The error is "file:line:column: what is wrong": it cannot be read, is no mapping, has an unknown key
// or a value of the wrong kind. Relative paths in it count from `base`, "" for the working directory.
Result<Config> read_config(const std::string& path, const std::string& base);

// The layer of all files that apply: `explicit_file` alone when it is given, else the nearest project file (working
// directory, then its parents up to the root of the git repository) over the one in the home directory. Relative paths
// count from the working directory, as cfn-lint has it; those in a parent folder's file count from that folder.
Result<Config> load_config(const std::string& explicit_file);

// `over` laid on `under`: the first value that says something wins; with `merge`, lists and maps are joined.
Config overlay(const Config& over, const Config& under, bool merge);

// Keys that a file may have.
std::vector<std::string_view> config_keys();

}  // namespace virga
