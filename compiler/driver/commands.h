// The subcommands; each has its own file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/help.h"

namespace virga {

// How the program was invoked.
struct Invocation {
  std::string program;                 // "virga lint", or "cfn-lint" if invoked by that name
  bool as_cfn_lint = false;            // use cfn-lint's defaults: two-line format even on terminals
  std::vector<std::string> arguments;  // after the subcommand
};

struct Command {
  std::string_view name;
  std::string_view summary;  // a phrase for the overview; empty hides the command
  int (*run)(const Invocation&);
  // What it takes, for completion and the manual page; null for commands that take nothing of note.
  const HelpPage& (*help)() = nullptr;
};

std::span<const Command> commands();

int run_lint_command(const Invocation& call);
const HelpPage& lint_help();
int run_graph_command(const Invocation& call);
const HelpPage& graph_help();
int run_rules_command(const Invocation& call);
const HelpPage& rules_help();
int run_explain_command(const Invocation& call);
const HelpPage& explain_help();
int run_dump_command(const Invocation& call);
const HelpPage& dump_help();
int run_completion_command(const Invocation& call);
const HelpPage& completion_help();
const HelpPage& schema_help();
int run_version_command(const Invocation& call);
int run_help_command(const Invocation& call);
int run_expand_command(const Invocation& call);
const HelpPage& expand_help();
int run_package_command(const Invocation& call);
const HelpPage& package_help();
int run_deploy_plan_command(const Invocation& call);
const HelpPage& deploy_plan_help();
int run_eval_command(const Invocation& call);
const HelpPage& eval_help();
int run_diff_command(const Invocation& call);
const HelpPage& diff_help();
int run_fmt_command(const Invocation& call);
const HelpPage& fmt_help();
int run_convert_command(const Invocation& call);
const HelpPage& convert_help();
int run_lsp_command(const Invocation& call);
int run_migrate_command(const Invocation& call);
const HelpPage& migrate_help();
int run_mcp_command(const Invocation& call);
const HelpPage& mcp_help();

// "0.1.0"
std::string_view program_version();

// The table of rules that `virga rules` and --list-rules print.
std::string rules_table(bool color);

// main() with C++ types. Returns the exit status.
int run_program(const std::string& name, std::vector<std::string> arguments);

}  // namespace virga
