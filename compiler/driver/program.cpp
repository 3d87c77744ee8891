#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/schema_command.h"
#include "compiler/driver/settings.h"
#include "compiler/support/result.h"
#include "compiler/support/text.h"
#include "rules/engine/rule.h"

namespace virga {

namespace {

int run_schema(const Invocation& call) {
  std::vector<std::string> words = {call.program};
  words.insert(words.end(), call.arguments.begin(), call.arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return run_schema_command(static_cast<int>(words.size()), argv.data());
}

constexpr Command kCommands[] = {
    {"lint", "check templates", run_lint_command, lint_help},
    {"expand", "expand a SAM template into plain CloudFormation", run_expand_command, expand_help},
    {"package", "package the local files of a template for S3", run_package_command, package_help},
    {"deploy-plan", "show what a deployment requires", run_deploy_plan_command, deploy_plan_help},
    {"diff", "show the effects of updating a stack to another template", run_diff_command, diff_help},
    {"eval", "print a template with all known values resolved", run_eval_command, eval_help},
    {"fmt", "format templates", run_fmt_command, fmt_help},
    {"convert", "convert between YAML and JSON", run_convert_command, convert_help},
    {"graph", "draw the dependencies in a template", run_graph_command, graph_help},
    {"rules", "list the rules", run_rules_command, rules_help},
    {"explain", "explain a rule, with a bad and a good template", run_explain_command, explain_help},
    {"schema", "describe a resource type", run_schema, schema_help},
    {"dump", "show how Virga understands a template", run_dump_command, dump_help},
    {"migrate", "show what carries over from cfn-lint", run_migrate_command, migrate_help},
    {"completion", "print a completion script for bash, zsh or fish", run_completion_command, completion_help},
    {"version", "print the version, and the sources of the schemas", run_version_command},
    {"help", "print the help of a command", run_help_command},
    {"lsp", "run the language server for an editor", run_lsp_command},
    {"mcp", "serve the Model Context Protocol to an agent", run_mcp_command, mcp_help},
};

bool looks_like_file(const std::string& word) {
  std::error_code error;
  if (std::filesystem::exists(word, error)) return true;
  for (const std::string_view extension : {".yaml", ".yml", ".json", ".template"}) {
    if (word.ends_with(extension)) return true;
  }
  return word.find_first_of("*?/") != std::string::npos;
}

int unknown_command(const std::string& word, const std::vector<std::string>& arguments) {
  if (looks_like_file(word)) {
    return usage_error("virga", fmt::format("to check a template, use: virga lint {}", fmt::join(arguments, " ")));
  }
  if (word.starts_with('-')) {
    return usage_error("virga",
                       fmt::format("options come after the command, as in: virga lint {}", fmt::join(arguments, " ")));
  }
  if (find_rule(to_upper(word)) != nullptr) {
    return usage_error("virga", fmt::format("to read about a rule, use: virga explain {}", to_upper(word)));
  }
  for (const std::string_view other : {"check", "validate", "scan", "test"}) {
    if (word != other) continue;
    return usage_error("virga", fmt::format("unknown command '{}'; did you mean 'virga lint'?", word));
  }
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  const std::string_view near = nearest(word, names);
  return usage_error("virga", near.empty() ? fmt::format("unknown command '{}'; `virga help` lists the commands", word)
                                           : fmt::format("unknown command '{}'; did you mean 'virga {}'?", word, near));
}

// If output was lost, the run failed, whatever the command returned.
int with_output(std::string_view program, int status) {
  const int fault = output_fault();
  if (fault == 0) return status;
  return usage_error(program, fmt::format("cannot write the output: {}", std::generic_category().message(fault)));
}

// Applies and removes --color WHEN and --no-color, which are allowed before and after every command. The error is a
// sentence.
Result<void> take_color(std::vector<std::string>& arguments) {
  constexpr std::string_view kColor = "--color";
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  std::vector<std::string> kept;
  for (auto at = arguments.begin(); at != end; ++at) {
    std::string when;
    if (*at == "--no-color") {
      when = "never";
    } else if (*at == kColor && at + 1 != end) {
      when = *++at;
    } else if (at->starts_with("--color=")) {
      when = at->substr(kColor.size() + 1);
    } else {
      kept.push_back(std::move(*at));
      continue;
    }
    if (when != "auto" && when != "always" && when != "never") {
      return Error{fmt::format("--color must be auto, always or never, not '{}'", when)};
    }
    choose_color(when == "always" ? ColorChoice::Always : when == "never" ? ColorChoice::Never : ColorChoice::Auto);
  }
  kept.insert(kept.end(), std::make_move_iterator(end), std::make_move_iterator(arguments.end()));
  arguments = std::move(kept);
  return {};
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

std::string_view program_version() { return VIRGA_VERSION; }

int run_program(const std::string& name, std::vector<std::string> arguments) {
  const std::string base = std::filesystem::path(name).filename().string();
  if (base == "virga-cfn-lint" || base == "cfn-lint") {
    return with_output(base,
                       run_lint_command({.program = base, .as_cfn_lint = true, .arguments = std::move(arguments)}));
  }
  if (const Result<void> taken = take_color(arguments); !taken) return usage_error("virga", taken.message());
  if (arguments.empty()) {
    write_err(overview(wants_color(Stream::Err)));
    return usage_error("virga", "missing command");
  }
  const std::string first = arguments.front();
  if (first == "-h" || first == "--help") {
    write_out(overview(wants_color(Stream::Out)));
    return with_output("virga", 0);
  }
  const bool asks_version = first == "-v" || first == "-V" || first == "--version";
  const std::string wanted = asks_version ? "version" : first;
  const auto* const command = std::find_if(std::begin(kCommands), std::end(kCommands),
                                           [&](const Command& candidate) { return candidate.name == wanted; });
  if (command == std::end(kCommands)) return unknown_command(first, arguments);
  arguments.erase(arguments.begin());
  const std::string program = fmt::format("virga {}", wanted);
  return with_output(program, command->run({.program = program, .arguments = std::move(arguments)}));
}

}  // namespace virga
