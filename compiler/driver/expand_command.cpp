#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <thread>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/emit/emit.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/template_files.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the output; the template's own by default", "Output", "yaml|json"},
    {"output", 'o', Arity::One, false, "FILE|DIR", "write here; several templates need a folder", "Output"},
    {"origins", '\0', Arity::One, false, "FILE|DIR", "write where each generated node comes from, as JSON", "Output"},
    {"diagnostics", 'd', Arity::One, false, "FORMAT", "of the problems on standard error; text by default", "Output",
     "text|json"},
    {"region", 'r', Arity::One, false, "REGION", "where the stack will be; us-east-1 by default", "Deployment"},
    {"parameter-overrides", 'p', Arity::Pairs, false, "KEY=VALUE…", "values of parameters", "Deployment"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "lists of [{ParameterKey, ParameterValue}]", "Deployment"},
    {"artifacts", 'a', Arity::One, false, "WHAT",
     "becomes of local paths: keep them, put placeholders in, or require that there are none", "Deployment",
     "keep|placeholder|require"},
    {"jobs", 'j', Arity::One, false, "N", "threads; one for each core by default", "Other"},
    {"help", 'h', Arity::Flag, false, {}, "print this page", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga expand template.yaml", "the template that CloudFormation will deploy"},
    {"virga expand -f json -r eu-west-1 template.yaml", "as JSON, for a region"},
    {"virga expand -o expanded/ stacks/", "every template below a folder"},
    {"virga expand --origins origins.json -o out.yaml template.yaml", "with the place that each node comes from"},
    {"virga expand template.yaml -p Stage=prod Size=3", "with values of parameters"},
};

constexpr std::string_view kFooter =
    "Exit status: 0 expanded, 2 refused (a template is not, and standard error says why), 1 wrong usage.\n"
    "Local paths (CodeUri: src/) stay as they are; `virga package` makes objects of S3 of them.\n";

// One template and where its results go.
struct Job {
  std::string input;
  std::string output;   // empty: standard output
  std::string origins;  // empty: not wanted
};

struct Done {
  ExpandedFile file;
  std::string text;   // for standard output
  std::string error;  // what could not be written
};

class ExpandCommand {
public:
  explicit ExpandCommand(const Invocation& call) : call_(call) {}

  int run() {
    const HelpPage page{.summary = "Turns SAM templates into the CloudFormation that the transform makes of them.",
                        .usage = "[OPTION…] TEMPLATE|FOLDER|GLOB|-…",
                        .options = kOptions,
                        .examples = kExamples,
                        .footer = kFooter};
    const CommandStart start =
        start_command(call_, page, Operands::OneOrMore, "templates or a folder, or - for standard input");
    if (start.status) return *start.status;
    const Arguments& arguments = start.arguments;
    std::string error;
    if (!read_options(arguments, error) || !make_jobs(arguments, error)) return usage_error(call_.program, error);
    return expand_all();
  }

private:
  bool read_options(const Arguments& arguments, std::string& error) {
    if (arguments.value("artifacts") == "placeholder") options_.artifacts = Artifacts::Placeholder;
    if (arguments.value("artifacts") == "require") options_.artifacts = Artifacts::Require;
    format_ = arguments.value("format");
    json_diagnostics_ = arguments.value("diagnostics") == "json";
    if (arguments.has("jobs")) {
      const Result<unsigned> jobs = read_jobs(arguments.value("jobs"));
      if (!jobs) error = jobs.message();
      if (!jobs) return false;
      threads_ = *jobs;
    }
    const Result<void> read = read_deployment(arguments, options_);
    if (!read) error = read.message();
    return read.ok();
  }

  bool make_jobs(const Arguments& arguments, std::string& error) {
    Result<std::vector<std::string>> files = all_templates(arguments.positional);
    if (!files) error = files.message();
    if (!files) return false;
    for (std::string& file : *files) jobs_.push_back({std::move(file), {}, {}});
    if (jobs_.size() > 1 && !arguments.has("output")) {
      error = fmt::format("{} templates need a folder to go to: -o DIR", jobs_.size());
      return false;
    }
    place(std::string(arguments.value("output")), false);
    place(std::string(arguments.value("origins")), true);
    return check_places(error);
  }

  // A folder takes a file a template, in the order of folders that the templates are in.
  void place(const std::string& target, bool origins) {
    if (target.empty()) return;
    std::error_code ignored;
    if (jobs_.size() == 1 && !target.ends_with('/') && !std::filesystem::is_directory(target, ignored)) {
      (origins ? jobs_[0].origins : jobs_[0].output) = target;
      return;
    }
    std::vector<std::string> inputs;
    for (const Job& job : jobs_) inputs.push_back(job.input);
    const std::vector<std::string> paths = layout_below(target, inputs);
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      const bool json_input = paths[i].ends_with(".json");
      if (origins) {
        jobs_[i].origins = with_extension(paths[i], ".origins.json");
      } else if (format_.empty() || (format_ == "json") == json_input) {
        jobs_[i].output = paths[i];
      } else {
        jobs_[i].output = with_extension(paths[i], format_ == "json" ? ".json" : ".yaml");
      }
    }
  }

  // No result overwrites a template or another result.
  bool check_places(std::string& error) const {
    std::map<std::filesystem::path, const Job*> taken;
    const auto canonical = [](const std::string& path) {
      std::error_code ignored;
      return std::filesystem::weakly_canonical(path, ignored);
    };
    for (const Job& job : jobs_) {
      if (job.input != "-") taken.emplace(canonical(job.input), &job);
    }
    for (const Job& job : jobs_) {
      for (const std::string* path : {&job.output, &job.origins}) {
        if (path->empty() || *path == "/dev/null") continue;
        const auto [other, added] = taken.emplace(canonical(*path), &job);
        if (added) continue;
        error = fmt::format("'{}' would overwrite '{}'; name another file or folder", *path, other->second->input);
        return false;
      }
    }
    return true;
  }

  Done work(const Job& job) const {
    Done done;
    done.file = expand_file(job.input, options_);
    const ExpandedFile& file = done.file;
    if (!file.ok()) return done;
    const Node& root = *file.expansion.tree.root;
    const bool yaml = format_.empty() ? file.tree.language == SyntaxLanguage::Yaml : format_ == "yaml";
    done.text = yaml ? emit_yaml(root) : emit_json(root);
    Result<void> written;
    if (!job.output.empty()) {
      written = write_output(job.output, done.text);
      done.text.clear();
    }
    if (!job.origins.empty() && written) written = write_output(job.origins, emit_origins(root, *file.tree.source));
    if (!written) done.error = written.message();
    return done;
  }

  int expand_all() const {
    ProblemReport report(json_diagnostics_);
    bool refused = false;
    bool failed = false;
    const auto deliver = [&](Done&& done) {
      report.add(done.file);
      refused = refused || !done.file.ok();
      if (!done.file.unreadable.empty()) {
        done.error = fmt::format("{}: {}", done.file.name, done.file.unreadable);
      }
      if (done.error.empty()) write_out(done.text);
      if (done.error.empty()) return;
      usage_error(call_.program, done.error);
      failed = true;
    };
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t threads = std::min<std::size_t>(threads_ == 0 ? cores : threads_, jobs_.size());
    if (threads < 2) {
      for (const Job& job : jobs_) deliver(work(job));
    } else {
      ordered_parallel<Done>(
          jobs_.size(), static_cast<unsigned>(threads), [&](std::size_t i) { return work(jobs_[i]); }, deliver);
    }
    report.finish();
    return failed ? 1 : refused ? 2 : 0;
  }

  const Invocation& call_;
  ExpandOptions options_;
  std::string format_;
  bool json_diagnostics_ = false;
  unsigned threads_ = 0;  // 0: one for each core
  std::vector<Job> jobs_;
};

}  // namespace

std::span<const OptionSpec> expand_option_specs() { return kOptions; }

int run_expand_command(const Invocation& call) { return ExpandCommand(call).run(); }

}  // namespace virga
