#include <string>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/emit/emit.h"
#include "compiler/workspace/output_layout.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"parameters", 'p', Arity::Pairs, false, "KEY=VALUE…", "values of parameters", "Deployment"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "lists of [{ParameterKey, ParameterValue}]", "Deployment"},
    {"region", 'r', Arity::One, false, "REGION", "where the stack will be; us-east-1 by default", "Deployment"},
    {"format", 'f', Arity::One, false, "FORMAT", "of the output; the template's own by default", "Output", "yaml|json"},
    {"output", 'o', Arity::One, false, "FILE", "write here instead of to standard output", "Output"},
    {"help", 'h', Arity::Flag, false, {}, "print this page", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga eval template.yaml", "with the parameters' defaults"},
    {"virga eval template.yaml -p Stage=prod -r eu-west-1", "what a deployment to production would be"},
};

constexpr std::string_view kFooter =
    "A parameter without a value here has its Default, as in a deployment that gives none; one without either stays a\n"
    "Ref, and so do NoEcho and SSM parameters. Resources and outputs whose condition is false are left out. Account,\n"
    "stack and everything that only a deployed stack has stays as it is.\n"
    "Exit status: 0, 2 the template is refused (standard error says why), 1 wrong usage.\n";

}  // namespace

std::span<const OptionSpec> eval_option_specs() { return kOptions; }

int run_eval_command(const Invocation& call) {
  const HelpPage page{.summary = "Prints a template with all that is known resolved and its conditions decided.",
                      .usage = "[OPTION…] TEMPLATE|-",
                      .options = kOptions,
                      .examples = kExamples,
                      .footer = kFooter};
  const CommandStart start = start_command(call, page, Operands::One);
  if (start.status) return *start.status;
  const Arguments& arguments = start.arguments;
  ExpandOptions options;
  const std::string& name = arguments.positional.front();
  const std::string output(arguments.value("output"));
  if (const Result<void> read = read_deployment(arguments, options); !read) {
    return usage_error(call.program, read.message());
  }
  if (const Result<void> kept = check_output(output, {name}); !kept) return usage_error(call.program, kept.message());

  const ExpandedFile file = evaluate_file(name, options);
  if (!file.unreadable.empty()) return usage_error(call.program, file.name + ": " + file.unreadable);
  ProblemReport report(false);
  report.add(file);
  report.finish();
  if (!file.ok()) return 2;
  const bool yaml =
      arguments.has("format") ? arguments.value("format") == "yaml" : file.tree.language == SyntaxLanguage::Yaml;
  const Node& root = *file.expansion.tree.root;
  const std::string text = yaml ? emit_yaml(root) : emit_json(root);
  if (output.empty()) return write_out(text) ? 0 : 1;
  const Result<void> written = write_output(output, text);
  return written ? 0 : usage_error(call.program, written.message());
}

}  // namespace virga
