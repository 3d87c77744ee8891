#include "compiler/driver/lint_inputs.h"

#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/console.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/glob.h"
#include "compiler/workspace/template_files.h"

namespace virga {
namespace {

class InputFinder {
public:
  InputFinder(const Settings& settings, const Invocation& call) : settings_(settings), call_(call) {}

  LintInputs find_jobs() {
    const Config& config = settings_.config;
    if (!config.deployment_files.empty()) {
      make_deployment_jobs();
      return std::move(inputs_);
    }
    std::vector<std::string> files = templates();
    if (config.templates.empty()) {
      if (::isatty(STDIN_FILENO) == 1) {
        inputs_.is_nothing_named = true;
        return std::move(inputs_);
      }
      files = {"-"};
    }
    const std::vector<std::shared_ptr<const ParameterSet>> sets = parameter_sets();
    for (std::string& file : files) {
      const bool named = !settings_.only_templates && is_named(file);
      if (named && is_serverless_file(file) && !call_.as_cfn_lint) {
        write_err(
            fmt::format("{}: note: {} is judged as a template because it is named; --only-templates judges its "
                        "resources\n",
                        call_.program, printable(file)));
      }
      inputs_.jobs.push_back({std::move(file), sets, named});
    }
    return std::move(inputs_);
  }

  int list() {
    const std::vector<std::string> files = templates();
    std::string out;
    const bool for_people = is_terminal(Stream::Out);  // programs get the names unchanged
    for (const std::string& file : files) {
      // Whoever names it again, as `virga lint $(virga lint -L .)` does, would have it judged as a template.
      if (is_serverless_file(file) && !settings_.only_templates && !is_named(file)) {
        write_err(
            fmt::format("{}: note: {} is no template; its resources are linted\n", call_.program, printable(file)));
        continue;
      }
      out += (for_people ? printable(file) : file) + '\n';
    }
    for (const FileFindings& missing : inputs_.unmatched) usage_error(call_.program, missing.findings.front().message);
    write_out(out.empty() ? "None\n" : out);
    return 0;
  }

private:
  std::vector<std::string> templates() {
    const Config& config = settings_.config;
    TemplateFiles found = find_templates({.names = config.templates,
                                          .ignored = config.ignore_templates,
                                          .only_templates = settings_.only_templates,
                                          .carriers = true,
                                          .explain = logs(LogLevel::Info)});
    for (const PathNote& skipped : found.skipped) {
      log(LogLevel::Info, fmt::format("skipped {}: {}", printable(skipped.path), skipped.message));
    }
    if (!config.ignore_bad_template.value_or(false)) {
      for (PathNote& note : found.unmatched) report_path(std::move(note));
    }
    for (PathNote& note : found.unreadable) report_path(std::move(note));
    return std::move(found.files);
  }

  void report_path(PathNote note) {
    inputs_.unmatched.push_back(command_line_finding(std::move(note.path), std::move(note.message)));
  }

  // By its own path, neither by a folder above it nor by a pattern.
  bool is_named(const std::string& file) const {
    const std::vector<std::string>& names = settings_.config.templates;
    return std::find(names.begin(), names.end(), file) != names.end();
  }

  std::vector<std::string> expand_files(const std::vector<std::string>& patterns) {
    std::vector<std::string> files;
    for (const std::string& pattern : patterns) {
      std::vector<std::string> found = expand_glob(pattern);
      if (found.empty()) {
        const std::string_view what = has_wildcard(pattern) ? "No file matches" : "No such file";
        report_path({pattern, fmt::format("{} '{}'", what, pattern)});
      }
      files.insert(files.end(), found.begin(), found.end());
    }
    return files;
  }

  std::vector<std::shared_ptr<const ParameterSet>> parameter_sets() {
    std::vector<std::shared_ptr<const ParameterSet>> sets;
    for (const ParameterValues& values : settings_.config.parameters) {
      auto set = std::make_shared<ParameterSet>();
      set->values = values;
      sets.push_back(std::move(set));
    }
    for (const std::string& path : expand_files(settings_.config.parameter_files)) {
      auto set = std::make_shared<ParameterSet>();
      FileFindings report;
      if (read_parameter_file(path, *set, report)) {
        sets.push_back(std::move(set));
      } else {
        inputs_.unmatched.push_back(std::move(report));
      }
    }
    return sets;
  }

  void make_deployment_jobs() {
    std::map<std::string, LintJob> jobs;
    for (const std::string& path : expand_files(settings_.config.deployment_files)) {
      auto set = std::make_shared<ParameterSet>();
      FileFindings report;
      std::string template_path;
      if (!read_deployment_file(path, template_path, *set, report)) {
        inputs_.unmatched.push_back(std::move(report));
        continue;
      }
      LintJob& job = jobs[normalized_path(template_path)];
      job.name = normalized_path(template_path);
      job.sets.push_back(std::move(set));
    }
    for (auto& [name, job] : jobs) inputs_.jobs.push_back(std::move(job));
  }

  const Settings& settings_;
  const Invocation& call_;
  LintInputs inputs_;
};

}  // namespace

LintInputs find_lint_inputs(const Settings& settings, const Invocation& call) {
  return InputFinder(settings, call).find_jobs();
}

int list_templates(const Settings& settings, const Invocation& call) { return InputFinder(settings, call).list(); }

}  // namespace virga
