#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <utility>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/emit/emit.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/output_layout.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the output (default: the template's own)", "Output", "yaml|json"},
    {"output", 'o', Arity::One, false, "FILE|DIR", "where to write; a folder for several templates", "Output"},
    {"origins", '\0', Arity::One, false, "FILE|DIR", "write the origin of each generated node, as JSON", "Output"},
    {"diagnostics", 'd', Arity::One, false, "FORMAT", "of errors on standard error (default: text)", "Output",
     "text|json"},
    {"region", 'r', Arity::One, false, "REGION", "region of the stack (default: us-east-1)", "Deployment"},
    {"parameter-overrides", 'p', Arity::Pairs, false, "KEY=VALUE…", "parameter values", "Deployment"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "parameter files: [{ParameterKey, ParameterValue}]",
     "Deployment"},
    {"artifacts", 'a', Arity::One, false, "WHAT",
     "what to do with local paths: keep, replace by placeholders, or refuse", "Deployment", "keep|placeholder|require"},
    {"jobs", 'j', Arity::One, false, "N", "threads (default: one per core)", "Other"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga expand template.yaml", "the template that CloudFormation will deploy"},
    {"virga expand -f json -r eu-west-1 template.yaml", "as JSON, for a region"},
    {"virga expand -o expanded/ stacks/", "all templates in a folder"},
    {"virga expand --origins origins.json -o out.yaml template.yaml", "with the origin of each node"},
    {"virga expand template.yaml -p Stage=prod Size=3", "with parameter values"},
};

constexpr std::string_view kFooter =
    "Exit status: 0 expanded, 2 a template is refused (standard error says why), 1 wrong usage.\nLocal paths (CodeUri: "
    "src/) are kept; `virga package` turns them into S3 objects.\n";

// One template and the files for its results.
struct Job {
  std::string input;
  std::string output;   // empty: standard output
  std::string origins;  // empty: not requested
};

struct Done {
  ExpandedFile file;
  std::string text;   // for standard output
  std::string error;  // why an output could not be written
};

const CommandPage kPage = {.help = {.summary = "Expands SAM templates into plain CloudFormation.",
                                    .usage = "[OPTION…] TEMPLATE|FOLDER|GLOB|-…",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = kFooter},
                           .operands = Operands::OneOrMore,
                           .operand = "templates or a folder, or - for standard input"};

class ExpandCommand {
public:
  explicit ExpandCommand(std::string program) : program_(std::move(program)) {}

  Result<int> run(const Arguments& arguments) {
    if (const Result<void> read = read_options(arguments); !read) return read.error();
    if (const Result<void> made = make_jobs(arguments); !made) return made.error();
    return expand_all();
  }

private:
  Result<void> read_options(const Arguments& arguments) {
    if (arguments.value("artifacts") == "placeholder") options_.artifacts = Artifacts::Placeholder;
    if (arguments.value("artifacts") == "require") options_.artifacts = Artifacts::Require;
    format_ = arguments.value("format");
    json_diagnostics_ = arguments.value("diagnostics") == "json";
    if (arguments.has("jobs")) {
      const Result<unsigned> jobs = read_jobs(arguments.value("jobs"));
      if (!jobs) return jobs.error();
      threads_ = *jobs;
    }
    return read_deployment(arguments, options_);
  }

  Result<void> make_jobs(const Arguments& arguments) {
    Result<std::vector<std::string>> files = templates_to_write(arguments);
    if (!files) return files.error();
    for (std::string& file : *files) jobs_.push_back({std::move(file), {}, {}});
    place(std::string(arguments.value("output")), false);
    place(std::string(arguments.value("origins")), true);
    return check_places();
  }

  // An output folder gets one file per template, in the same folder structure as the templates.
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

  // No result may overwrite a template or another result.
  Result<void> check_places() const {
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
        return Error{
            fmt::format("'{}' would overwrite '{}'; choose another file or folder", *path, other->second->input)};
      }
    }
    return {};
  }

  Done work(const Job& job) const {
    Done done;
    done.file = expand_file(job.input, options_);
    const ExpandedFile& file = done.file;
    if (!file.ok()) return done;
    done.text = text_of(file, format_);
    Result<void> written;
    if (!job.output.empty()) {
      written = write_output(job.output, done.text);
      done.text.clear();
    }
    if (!job.origins.empty() && written)
      written = write_output(job.origins, emit_origins(*file.expansion.tree.root, *file.tree.source));
    if (!written) done.error = written.message();
    return done;
  }

  int expand_all() const {
    ProblemReport report(json_diagnostics_);
    int status = 0;
    const auto deliver = [&](Done&& done) {
      report.add(done.file);
      if (!done.file.ok()) status = worse_status(status, kRefused);
      if (!done.file.unreadable.empty()) {
        done.error = fmt::format("{}: {}", done.file.name, done.file.unreadable);
      }
      if (done.error.empty()) write_out(done.text);
      if (!done.error.empty()) status = worse_status(status, usage_error(program_, done.error));
    };
    ordered_parallel<Done>(
        jobs_.size(), threads_, [&](std::size_t i) { return work(jobs_[i]); }, deliver);
    report.finish();
    return status;
  }

  std::string program_;
  ExpandOptions options_;
  std::string format_;
  bool json_diagnostics_ = false;
  unsigned threads_ = 0;  // 0: one per core
  std::vector<Job> jobs_;
};

}  // namespace

const HelpPage& expand_help() { return kPage.help; }

int run_expand_command(const Invocation& call) {
  return run_command(call, kPage,
                     [&](const Arguments& arguments) { return ExpandCommand(call.program).run(arguments); });
}

}  // namespace virga
