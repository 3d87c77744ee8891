#include "compiler/driver/problem_report.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "compiler/diagnostics/renderer.h"
#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/console.h"
#include "compiler/emit/emit.h"
#include "compiler/workspace/parameter_sets.h"
#include "compiler/workspace/run_settings.h"
#include "compiler/workspace/secrets.h"

namespace virga {

namespace {

// "K=V", or "ParameterKey=K,ParameterValue=V", which `sam deploy` accepts, too.
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

void append_json(const std::string& name, const SourceFile* source, const Diagnostic& problem, std::string& out) {
  const Span span = span_of(source, problem.range);
  out += out.empty() ? "[\n " : ",\n ";
  const auto text = [&](std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "\"{}\": ", key);
    append_json_string(out, value);
    out += ", ";
  };
  out += '{';
  const TransformSubject subject = problem.generated.value_or(TransformSubject{});
  text("logicalId", subject.logical_id);
  text("property", subject.property);
  text("severity", to_string(problem.severity));
  text("message", problem.message);
  text("file", name);
  fmt::format_to(std::back_inserter(out), "\"line\": {}, \"column\": {}, \"endLine\": {}, \"endColumn\": {}}}",
                 span.begin.line, span.begin.column, span.end.line, span.end.column);
}

}  // namespace

Result<void> read_parameters(const Arguments& arguments, std::string_view option, ExpandOptions& options) {
  for (const std::string& pair : arguments.list(option)) {
    if (!read_pair(pair, options)) return Error{fmt::format("--{} must be KEY=VALUE, not '{}'", option, pair)};
  }
  return {};
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
    if (Result<void> read = read_parameters(arguments, option, options); !read) return read;
  }
  return {};
}

void ProblemReport::add(const std::string& name, const SourceFilePtr& source, const std::vector<Diagnostic>& problems,
                        std::vector<TextRange> secrets) {
  if (json_) {
    for (const Diagnostic& problem : problems) append_json(name, source.get(), problem, list_);
    return;
  }
  if (problems.empty()) return;
  FileFindings findings{.name = name, .is_file = name != "-", .source = source, .secrets = std::move(secrets)};
  findings.findings = problems;
  const std::unique_ptr<Renderer> renderer =
      make_renderer(OutputFormat::Rich, {.color = wants_color(Stream::Err), .width = terminal_width()});
  std::string text;
  renderer->file(findings, text);
  write_err(text);
}

void ProblemReport::add(const ExpandedFile& file) {
  std::vector<TextRange> secrets;
  if (!json_ && !file.problems.empty() && file.tree.root != nullptr) secrets = secret_ranges(file.tree.source);
  add(file.name, file.tree.source, file.problems, std::move(secrets));
}

void ProblemReport::finish() {
  if (json_) write_err(list_.empty() ? "[]\n" : list_ + "\n]\n");
}

Result<int> report_problems(const ExpandedFile& file, bool json) {
  if (!file.unreadable.empty()) return Error{fmt::format("{}: {}", file.name, file.unreadable)};
  ProblemReport report(json);
  report.add(file);
  report.finish();
  return file.ok() ? 0 : kRefused;
}

void print_syntax_errors(const SyntaxTree& tree) {
  ProblemReport report(false);
  report.add(tree.source->name(), tree.source, syntax_problems(tree));
  report.finish();
}

std::string text_of(const ExpandedFile& file, std::string_view format) {
  const bool yaml = format.empty() ? file.tree.language == SyntaxLanguage::Yaml : format == "yaml";
  const Node& root = *file.expansion.tree.root;
  return yaml ? emit_yaml(root) : emit_json(root);
}

}  // namespace virga
