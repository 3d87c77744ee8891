#include <fmt/format.h>

#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/c_api/virga.h"
#include "compiler/diagnostics/renderer.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/rule_catalog.h"
#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "compiler/resolve/regions.h"
#include "compiler/support/text.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/run_settings.h"
#include "compiler/workspace/secrets.h"
#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

struct virga_result {
  virga_status status = VIRGA_OK;
  std::string text;
};

namespace {

using namespace virga;  // NOLINT(google-build-using-namespace): the names of C have a prefix of their own

virga_result misuse(std::string message) { return {VIRGA_MISUSE, std::move(message)}; }

SourceFilePtr source_of(const char* text, size_t size, const char* name) {
  return std::make_shared<const SourceFile>(name == nullptr ? "-" : name, std::string(text, size));
}

virga_result lint_text(const SourceFilePtr& source, bool is_file, std::string_view regions, std::string_view format) {
  const std::optional<OutputFormat> shape = output_format_of(format);
  if (!shape) return misuse(fmt::format("unknown format '{}'", format));
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const Result<std::int64_t> day = today();
  if (!day) return misuse(day.message());
  options.today = *day;
  if (!regions.empty()) {
    options.regions.clear();
    for (const std::string_view region : split_trimmed(regions, ',')) {
      if (!is_region(region)) return misuse(fmt::format("unknown region '{}'", region));
      options.regions.emplace_back(region);
    }
    options.evaluation.regions = options.regions;
    options.evaluation.region = options.regions.front();
    options.regions_fixed = true;
  }
  FileFindings file{.name = source->name(), .is_file = is_file, .source = source};
  const std::shared_ptr<const Snapshot> snapshot = open_snapshot(source, options);
  file.findings = lint(*snapshot, options).findings;
  file.secrets = secret_ranges(snapshot->tree(), file.findings);
  const RuleCatalog catalog = make_catalog(options.rules, nullptr);
  const std::unique_ptr<Renderer> renderer =
      make_renderer(*shape, {.rules = &catalog, .program = "virga", .version = program_version()});
  virga_result result{file.findings.empty() ? VIRGA_OK : VIRGA_REFUSED, {}};
  RunSummary summary{.files = 1};
  summary.count(file);
  renderer->begin(result.text);
  renderer->file(file, result.text);
  renderer->end(summary, result.text);
  return result;
}

std::string line_of(const SourceFile& source, const Diagnostic& problem) {
  const LineColumn at = source.line_column(problem.focus().begin);
  return fmt::format("{}:{}:{}: {}\n", source.name(), at.line, at.column, problem.message);
}

virga_result expand_text(const SourceFilePtr& source, std::string_view region, std::string_view format) {
  if (!format.empty() && format != "yaml" && format != "json")
    return misuse(fmt::format("unknown format '{}'", format));
  ExpandOptions options;
  if (!region.empty()) {
    if (!is_region(region)) return misuse(fmt::format("unknown region '{}'", region));
    options.region = region;
  }
  virga_result result;
  const SyntaxTree tree = parse(source);
  if (!tree.ok()) {
    result.status = VIRGA_REFUSED;
    for (const SyntaxError& error : tree.errors) {
      const LineColumn at = source->line_column(error.range.begin);
      result.text += fmt::format("{}:{}:{}: {}\n", source->name(), at.line, at.column, error.message);
    }
    return result;
  }
  const Expansion expansion = expand(tree, options);
  if (!expansion.ok()) {
    result.status = VIRGA_REFUSED;
    for (const Diagnostic& problem : expansion.problems) {
      if (problem.severity == Severity::Error) result.text += line_of(*source, problem);
    }
    return result;
  }
  const bool is_json = format.empty() ? trim(source->text()).starts_with('{') : format == "json";
  result.text = is_json ? emit_json(*expansion.tree.root) : emit_yaml(*expansion.tree.root);
  return result;
}

std::string_view view(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

// No exception leaves a function of C: without memory there is no result.
template <typename Work>
virga_result* result_of(const Work& work) {
  try {
    return new virga_result(work());
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

extern "C" {

const char* virga_version(void) { return program_version().data(); }

virga_result* virga_lint(const char* text, size_t size, const char* name, const char* regions, const char* format) {
  return result_of([&] {
    if (text == nullptr) return misuse("there is no text");
    return lint_text(source_of(text, size, name), name != nullptr, view(regions), format == nullptr ? "json" : format);
  });
}

virga_result* virga_expand(const char* text, size_t size, const char* name, const char* region, const char* format) {
  return result_of([&] {
    if (text == nullptr) return misuse("there is no text");
    return expand_text(source_of(text, size, name), view(region), view(format));
  });
}

virga_status virga_result_status(const virga_result* result) {
  return result == nullptr ? VIRGA_MISUSE : result->status;
}

const char* virga_result_text(const virga_result* result, size_t* size) {
  if (size != nullptr) *size = result == nullptr ? 0 : result->text.size();
  return result == nullptr ? "out of memory" : result->text.c_str();
}

void virga_result_free(virga_result* result) { delete result; }
}
