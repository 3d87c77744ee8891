#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/output_file.h"
#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the output; the template's own by default", "Options",
     "yaml|json"},
    {"region", 'r', Arity::One, false, "REGION", "where the stack will be; us-east-1 by default", "Options"},
    {"parameter-overrides", 'p', Arity::Many, false, "KEY=VALUE", "values of parameters", "Options"},
    {"artifacts", 'a', Arity::One, false, "WHAT",
     "what becomes of local paths: keep them, put placeholders in, or require that there are none", "Options",
     "keep|placeholder|require"},
    {"diagnostics", 'd', Arity::One, false, "FORMAT", "of the problems on standard error", "Options", "text|json"},
    {"output", 'o', Arity::One, false, "FILE", "write here instead of to standard output", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this page", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga expand template.yaml", "the template that CloudFormation will deploy"},
    {"virga expand -f json -r eu-west-1 template.yaml", "as JSON, for a region"},
};

nlohmann::json as_json(const ExpansionProblem& problem, const SourceFile& source) {
  const LineColumn at = source.line_column(problem.diagnostic.range.begin);
  return {{"logicalId", problem.logical_id},
          {"property", problem.property},
          {"message", problem.diagnostic.message},
          {"line", at.line},
          {"column", at.column}};
}

void report(const std::vector<ExpansionProblem>& problems, const SourceFile& source, bool json) {
  if (json) {
    nlohmann::json list = nlohmann::json::array();
    for (const ExpansionProblem& problem : problems) list.push_back(as_json(problem, source));
    write_err(list.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    return;
  }
  for (const ExpansionProblem& problem : problems) {
    const LineColumn at = source.line_column(problem.diagnostic.range.begin);
    write_err(fmt::format("{}:{}:{}: {}: {}\n", source.name(), at.line, at.column,
                          to_string(problem.diagnostic.severity), printable(problem.diagnostic.message)));
  }
}

}  // namespace

int run_expand_command(const Invocation& call) {
  const ParsedArguments parsed = parse_arguments(kOptions, call.arguments);
  if (!parsed.error.empty()) return usage_error(call.program, parsed.error);
  const Arguments& arguments = parsed.arguments;
  if (arguments.has("help") || arguments.positional.size() != 1) {
    write_out(help_page(call.program,
                        {.summary = "Turns a SAM template into the CloudFormation that the transform makes of it.",
                         .usage = "[OPTION…] TEMPLATE|-",
                         .options = kOptions,
                         .examples = kExamples},
                        wants_color(Stream::Out)));
    return arguments.has("help") ? 0 : 1;
  }
  ExpandOptions options;
  if (arguments.has("region")) options.region = arguments.value("region");
  for (const std::string& pair : arguments.list("parameter-overrides")) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return usage_error(call.program, fmt::format("--parameter-overrides takes KEY=VALUE, not '{}'", pair));
    }
    options.parameters[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  if (arguments.value("artifacts") == "placeholder") options.artifacts = Artifacts::Placeholder;
  if (arguments.value("artifacts") == "require") options.artifacts = Artifacts::Require;

  const std::string& name = arguments.positional.front();
  ReadResult file = read_source_file(name);
  if (file.file == nullptr) return usage_error(call.program, fmt::format("{}: {}", name, file.error.message));
  if (name != "-") options.base_directory = std::filesystem::absolute(name).parent_path().string();
  const SyntaxTree tree = parse(std::move(file.file));
  const bool json = arguments.value("diagnostics") == "json";
  if (!tree.ok()) {
    std::vector<ExpansionProblem> problems;
    for (const SyntaxError& error : tree.errors) {
      ExpansionProblem problem;
      problem.diagnostic.rule = "E0000";
      problem.diagnostic.range = error.range;
      problem.diagnostic.message = error.message;
      problems.push_back(std::move(problem));
    }
    report(problems, *tree.source, json);
    return 2;
  }
  const Expansion expansion = expand(tree, options);
  report(expansion.problems, *tree.source, json);
  if (!expansion.ok()) return 2;
  const bool as_yaml =
      arguments.has("format") ? arguments.value("format") == "yaml" : tree.language == SyntaxLanguage::Yaml;
  const std::string text = as_yaml ? emit_yaml(*expansion.tree.root) : emit_json(*expansion.tree.root);
  if (!arguments.has("output")) {
    write_out(text);
    return 0;
  }
  std::string error;
  if (!write_file(std::string(arguments.value("output")), text, error)) return usage_error(call.program, error);
  return 0;
}

}  // namespace virga
