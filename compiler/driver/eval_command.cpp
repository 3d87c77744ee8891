#include <string>

#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/expansion_run.h"
#include "compiler/driver/help.h"
#include "compiler/emit/emit.h"
#include "compiler/workspace/output_file.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"parameters", 'p', Arity::Many, false, "KEY=VALUE…", "values of parameters", "Deployment"},
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
  const ParsedArguments parsed = parse_arguments(kOptions, call.arguments);
  if (!parsed.error.empty()) return usage_error(call.program, parsed.error);
  const Arguments& arguments = parsed.arguments;
  if (arguments.has("help") || arguments.positional.size() != 1) {
    write_out(help_page(call.program,
                        {.summary = "Prints a template with all that is known resolved and its conditions decided.",
                         .usage = "[OPTION…] TEMPLATE|-",
                         .options = kOptions,
                         .examples = kExamples,
                         .footer = kFooter},
                        wants_color(Stream::Out)));
    return arguments.has("help") ? 0 : 1;
  }
  ExpandOptions options;
  options.evaluate = true;
  options.transforms.serverless = false;
  if (arguments.has("region")) options.region = arguments.value("region");
  std::string error;
  if (!read_parameter_values(arguments, options, error)) return usage_error(call.program, error);

  const ExpandedFile file = expand_file(arguments.positional.front(), options);
  if (!file.unreadable.empty()) return usage_error(call.program, file.name + ": " + file.unreadable);
  ProblemReport report(false);
  report.add(file);
  report.finish();
  if (!file.ok()) return 2;
  const bool yaml =
      arguments.has("format") ? arguments.value("format") == "yaml" : file.tree.language == SyntaxLanguage::Yaml;
  const Node& root = *file.expansion.tree.root;
  const std::string text = yaml ? emit_yaml(root) : emit_json(root);
  if (!arguments.has("output"))
    return write_out(text) ? 0 : usage_error(call.program, "the output could not be written");
  return write_file(std::string(arguments.value("output")), text, error) ? 0 : usage_error(call.program, error);
}

}  // namespace virga
