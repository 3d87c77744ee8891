#include "compiler/driver/expansion_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "compiler/diagnostics/renderer.h"
#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/console.h"
#include "compiler/emit/emit.h"
#include "compiler/model/template.h"
#include "compiler/workspace/parameter_sets.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace {

// "ParameterKey=K,ParameterValue=V", another form that `sam deploy` takes, or "K=V".
bool read_pair(std::string_view pair, ExpandOptions& options) {
  constexpr std::string_view kKey = "ParameterKey=";
  constexpr std::string_view kValue = ",ParameterValue=";
  const std::size_t value = pair.find(kValue);
  if (pair.starts_with(kKey) && value != std::string_view::npos) {
    options.parameters[std::string(pair.substr(kKey.size(), value - kKey.size()))] = pair.substr(value + kValue.size());
    return true;
  }
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  options.parameters[std::string(pair.substr(0, equals))] = pair.substr(equals + 1);
  return true;
}

void append_json(const std::string& name, const SourceFile* source, const ExpansionProblem& problem, std::string& out) {
  const Span span = span_of(source, problem.diagnostic.range);
  out += out.empty() ? "[\n " : ",\n ";
  const auto text = [&](std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "\"{}\": ", key);
    append_json_string(out, value);
    out += ", ";
  };
  out += '{';
  text("logicalId", problem.logical_id);
  text("property", problem.property);
  text("severity", to_string(problem.diagnostic.severity));
  text("message", problem.diagnostic.message);
  text("file", name);
  fmt::format_to(std::back_inserter(out), "\"line\": {}, \"column\": {}, \"endLine\": {}, \"endColumn\": {}}}",
                 span.begin.line, span.begin.column, span.end.line, span.end.column);
}

// False when a value is not allowed. What is wrong becomes a problem.
bool add_parameter_problems(const Node& root, const ExpandOptions& options, bool shared,
                            std::vector<ExpansionProblem>& problems) {
  if (options.parameters.empty()) return true;
  const Template model = Template::build(&root);
  ParameterSet set;
  set.values.insert(options.parameters.begin(), options.parameters.end());
  bool good = true;
  for (Diagnostic& finding : check_parameter_values(model, set)) {
    ExpansionProblem problem;
    const std::string* name = std::get_if<std::string>(&finding.path.back());
    const bool unknown = name != nullptr && model.find_parameter(*name) == nullptr;
    if (shared && unknown) finding.severity = Severity::Warning;
    good = good && finding.severity != Severity::Error;
    if (name != nullptr) problem.property = *name;
    problem.diagnostic = std::move(finding);
    problems.push_back(std::move(problem));
  }
  return good;
}

}  // namespace

std::string folder_of_template(const std::string& name) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  return name == "-" ? here.string() : (here / name).lexically_normal().parent_path().string();
}

bool only_repeats_keys(const SyntaxTree& tree) {
  return tree.root != nullptr && std::all_of(tree.errors.begin(), tree.errors.end(), [](const SyntaxError& error) {
           return error.kind == SyntaxErrorKind::DuplicateKey;
         });
}

std::vector<ExpansionProblem> syntax_problems(const SyntaxTree& tree) {
  const Severity severity = only_repeats_keys(tree) ? Severity::Warning : Severity::Error;
  std::vector<ExpansionProblem> problems;
  for (const SyntaxError& error : tree.errors) {
    ExpansionProblem problem;
    problem.diagnostic.rule = "E0000";
    problem.diagnostic.severity = severity;
    problem.diagnostic.range = error.range;
    problem.diagnostic.message = error.message;
    problems.push_back(std::move(problem));
  }
  return problems;
}

bool too_large(const Node& root, std::vector<ExpansionProblem>& problems) {
  if (size_of_texts(root, kMaxSourceBytes) < kMaxSourceBytes) return false;
  ExpansionProblem problem;
  problem.diagnostic.rule = "E0001";
  problem.diagnostic.message =
      "With its aliases and expansions the template is larger than 64 MiB, and CloudFormation takes 1 MB; repeat less";
  problems.push_back(std::move(problem));
  return true;
}

ExpandedFile expand_file(const std::string& name, ExpandOptions options, bool shared) {
  ExpandedFile result;
  result.name = name;
  ReadResult read = read_template(name);
  if (read.file == nullptr) {
    result.unreadable = std::move(read.error.message);
    return result;
  }
  options.base_directory = folder_of_template(name);
  result.tree = parse(std::move(read.file));
  result.problems = syntax_problems(result.tree);
  if (!only_repeats_keys(result.tree)) return result;
  if (!add_parameter_problems(*result.tree.root, options, shared, result.problems)) return result;
  result.expansion = expand(result.tree, options);
  std::move(result.expansion.problems.begin(), result.expansion.problems.end(), std::back_inserter(result.problems));
  if (result.ok() && too_large(*result.expansion.tree.root, result.problems)) result.expansion.tree.root = nullptr;
  return result;
}

Result<void> read_deployment(const Arguments& arguments, ExpandOptions& options) {
  if (arguments.has("region")) {
    options.region = arguments.value("region");
    if (Result<void> known = check_region(options.region); !known) return known;
  }
  for (const std::string& path : arguments.list("parameter-files")) {
    ParameterSet set;
    FileFindings faults;
    if (!read_parameter_file(path, set, faults)) {
      return Error{fmt::format("{}: {}", path, faults.findings.front().message)};
    }
    for (auto& [key, value] : set.values) options.parameters[key] = std::move(value);
  }
  for (const std::string_view option : {"parameter-overrides", "parameters"}) {
    for (const std::string& pair : arguments.list(option)) {
      if (!read_pair(pair, options)) return Error{fmt::format("--{} takes KEY=VALUE, not '{}'", option, pair)};
    }
  }
  return {};
}

void ProblemReport::add(const std::string& name, const SourceFilePtr& source,
                        const std::vector<ExpansionProblem>& problems) {
  if (json_) {
    for (const ExpansionProblem& problem : problems) append_json(name, source.get(), problem, list_);
    return;
  }
  if (problems.empty()) return;
  FileFindings findings{.name = name, .is_file = name != "-", .source = source};
  for (const ExpansionProblem& problem : problems) findings.findings.push_back(problem.diagnostic);
  const std::unique_ptr<Renderer> renderer =
      make_renderer(OutputFormat::Rich, {.color = wants_color(Stream::Err), .width = terminal_width()});
  std::string text;
  renderer->file(findings, text);
  write_err(text);
}

void ProblemReport::finish() {
  if (json_) write_err(list_.empty() ? "[]\n" : list_ + "\n]\n");
}

}  // namespace virga
