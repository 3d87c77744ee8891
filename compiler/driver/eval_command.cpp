#include <string>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/workspace/output_layout.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"parameters", 'p', Arity::Pairs, false, "KEY=VALUE…", "parameter values", "Deployment"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "parameter files: [{ParameterKey, ParameterValue}]",
     "Deployment"},
    {"region", 'r', Arity::One, false, "REGION", "region of the stack (default: us-east-1)", "Deployment"},
    {"format", 'f', Arity::One, false, "FORMAT", "of the output (default: the template's own)", "Output", "yaml|json"},
    {"output", 'o', Arity::One, false, "FILE", "where to write (default: standard output)", "Output"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga eval template.yaml", "with parameter defaults"},
    {"virga eval template.yaml -p Stage=prod -r eu-west-1", "as in a production deployment"},
};

constexpr std::string_view kFooter =
    "Parameters without a value get their Default; those with neither stay a Ref, as do NoEcho and SSM "
    "parameters.\nResources and outputs whose condition is false are dropped. What is only known at deployment, such "
    "as the account\nor the stack, is left as it is.\nExit status: 0 evaluated, 2 the template is refused (standard "
    "error says why), 1 wrong usage.\n";

const CommandPage kPage = {
    .help = {.summary = "Prints a template with all known values resolved and its conditions evaluated.",
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
  if (Result<int> status = report_problems(file); !status || *status != 0) return status;
  return write_result(output, text_of(file, arguments.value("format")));
}

}  // namespace

const HelpPage& eval_help() { return kPage.help; }

int run_eval_command(const Invocation& call) { return run_command(call, kPage, print_evaluated); }

}  // namespace virga
