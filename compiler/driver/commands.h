// The subcommands: one file each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/options.h"

namespace virga {

// How the program was called.
struct Invocation {
  std::string program;                 // "virga lint", or "cfn-lint" when called by that name
  bool as_cfn_lint = false;            // cfn-lint's defaults: two-line format on terminals too
  std::vector<std::string> arguments;  // after the subcommand
};

struct Command {
  std::string_view name;
  std::string_view summary;  // a phrase for the overview; empty hides the command
  int (*run)(const Invocation&);
  std::span<const OptionSpec> (*options)() = nullptr;  // for completion; null for commands without options of note
};

std::span<const Command> commands();

int run_lint_command(const Invocation& call);
int run_graph_command(const Invocation& call);
std::span<const OptionSpec> graph_option_specs();
int run_rules_command(const Invocation& call);
std::span<const OptionSpec> rules_option_specs();
int run_explain_command(const Invocation& call);
std::span<const OptionSpec> explain_option_specs();
int run_dump_command(const Invocation& call);
std::span<const OptionSpec> dump_option_specs();
int run_completion_command(const Invocation& call);
int run_version_command(const Invocation& call);
int run_help_command(const Invocation& call);
int run_expand_command(const Invocation& call);
std::span<const OptionSpec> expand_option_specs();
int run_package_command(const Invocation& call);
std::span<const OptionSpec> package_option_specs();
int run_deploy_plan_command(const Invocation& call);
std::span<const OptionSpec> deploy_plan_option_specs();
int run_eval_command(const Invocation& call);
std::span<const OptionSpec> eval_option_specs();
int run_diff_command(const Invocation& call);
std::span<const OptionSpec> diff_option_specs();
int run_fmt_command(const Invocation& call);
std::span<const OptionSpec> fmt_option_specs();
int run_convert_command(const Invocation& call);
std::span<const OptionSpec> convert_option_specs();
int run_lsp_command(const Invocation& call);

// "0.1.0"
std::string_view program_version();

// The rules as `virga rules` and --list-rules print them.
std::string rules_table(bool color);

// main() without the arrays of C.
int run_program(const std::string& name, std::vector<std::string> arguments);

}  // namespace virga
