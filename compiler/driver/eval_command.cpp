#include <string>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
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

const CommandPage kPage = {
    .help = {.summary = "Prints a template with all that is known resolved and its conditions decided.",
             .usage = "[OPTION…] TEMPLATE|-",
             .options = kOptions,
             .examples = kExamples,
             .footer = kFooter},
    .operands = Operands::One};

Result<int> print_evaluated(const Arguments& arguments) {
  ExpandOptions options;
  const std::string& name = arguments.positional.front();
  const std::string output(arguments.value("output"));
  if (const Result<void> read = read_deployment(arguments, options); !read) return read.error();
  if (const Result<void> kept = check_output(output, {name}); !kept) return kept.error();
  const ExpandedFile file = evaluate_file(name, options);
  if (const Result<int> status = report_problems(file); !status || *status != 0) return status;
  return write_result(output, text_of(file, arguments.value("format")));
}

}  // namespace

std::span<const OptionSpec> eval_option_specs() { return kOptions; }

int run_eval_command(const Invocation& call) { return run_command(call, kPage, print_evaluated); }

}  // namespace virga
