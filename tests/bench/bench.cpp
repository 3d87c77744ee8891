// virga_bench FOLDER…: measures parsing, linting and a whole run of the program on the templates in these folders.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "compiler/model/template.h"
#include "compiler/support/memory.h"
#include "rules/engine/linter.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Options {
  std::string program;
  int runs = 3;
  bool lint_only = false;  // for a profiler, which then sees nothing else
  std::vector<std::string> folders;
};

std::vector<fs::path> candidates(const std::vector<std::string>& folders) {
  static const std::set<std::string> kExtensions = {".yaml", ".yml", ".json", ".template"};
  std::vector<fs::path> files;
  for (const std::string& folder : folders) {
    std::error_code error;
    if (fs::is_regular_file(folder, error)) files.emplace_back(folder);
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
      if (entry.is_regular_file() && kExtensions.contains(entry.path().extension().string())) {
        files.push_back(entry.path());
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

// CPU time of this thread; on a busy machine, wall time would include the work of others.
double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The shortest of several runs, which is the least disturbed.
double best_of(int runs, const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const double start = processor_seconds();
    work();
    best = std::min(best, processor_seconds() - start);
  }
  return best;
}

struct ProcessRun {
  double seconds = 0;
  long peak_kib = 0;
  bool ended = false;  // exited by itself, not by a signal
};

ProcessRun run_program(const std::string& program, const std::string& file) {
  std::vector<std::string> words = {program, "lint", "--format", "quiet", "--", file};
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ProcessRun run;
  pid_t child = 0;
  const auto start = Clock::now();
  if (posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0) {
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    run.seconds = seconds(Clock::now() - start);
    run.peak_kib = usage.ru_maxrss;
    run.ended = WIFEXITED(status);
  }
  posix_spawn_file_actions_destroy(&actions);
  return run;
}

// The file whose size is closest to 5 KB.
fs::path small_file(const std::vector<fs::path>& files) {
  const auto distance = [](const fs::path& file) {
    std::error_code error;
    const auto size = static_cast<long long>(fs::file_size(file, error));
    return size > 5000 ? size - 5000 : 5000 - size;
  };
  return *std::min_element(files.begin(), files.end(),
                           [&](const fs::path& a, const fs::path& b) { return distance(a) < distance(b); });
}

// Must run first: before the templates are read, this process is smaller than the one it starts; otherwise the peak of
// this process would be reported.
bool measure_process(const Options& options, const std::vector<fs::path>& files) {
  const fs::path file = small_file(files);
  std::vector<double> times;
  long peak = 0;
  const int runs = std::max(options.runs, 1) * 10 + 1;
  for (int i = 0; i < runs; ++i) {
    const ProcessRun run = run_program(options.program, file.string());
    if (!run.ended) {
      fmt::print(stderr, "{} could not be run, or died\n", options.program);
      return false;
    }
    times.push_back(run.seconds);
    peak = std::max(peak, run.peak_kib);
  }
  std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
  fmt::print("start to end   {:8.1f} ms        one process on a file of {} bytes, median of {}\n",
             times[static_cast<std::size_t>(runs / 2)] * 1000, fs::file_size(file), runs);
  fmt::print("peak memory    {:8.1f} MB        of that process\n", static_cast<double>(peak) / 1024);
  return true;
}

// A SAM template with functions that each have a policy, a queue and an API route.
SourceFilePtr many_functions(std::size_t count) {
  std::string text = "Transform: AWS::Serverless-2016-10-31\nResources:\n";
  for (std::size_t i = 0; i < count; ++i) {
    text += fmt::format(
        "  Function{0}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: app.handler\n"
        "      Runtime: python3.13\n      CodeUri: s3://bucket/key\n      AutoPublishAlias: live\n      Policies:\n"
        "        - SQSSendMessagePolicy: {{QueueName: !GetAtt Queue.QueueName}}\n      Events:\n        Jobs:\n"
        "          Type: SQS\n          Properties: {{Queue: !GetAtt Queue.Arn}}\n        Route:\n          Type: Api\n"
        "          Properties: {{Path: /route{0}, Method: get}}\n",
        i);
  }
  text += "  Queue:\n    Type: AWS::SQS::Queue\n";
  return std::make_shared<const SourceFile>("functions.yaml", std::move(text));
}

double expansion_time(const Options& options, const std::vector<SourceFilePtr>& templates) {
  ExpandOptions how;
  how.artifacts = Artifacts::Placeholder;
  return best_of(options.runs, [&] {
    for (const SourceFilePtr& source : templates) {
      const SyntaxTree tree = parse(source);
      const Expansion expansion = expand(tree, how);
      if (expansion.ok()) static_cast<void>(emit_yaml(*expansion.tree.root));
    }
  });
}

void measure_expansion(const Options& options, const std::vector<SourceFilePtr>& templates) {
  std::vector<SourceFilePtr> sam;
  for (const SourceFilePtr& source : templates) {
    if (Template::build(parse(source).root).is_sam()) sam.push_back(source);
  }
  if (!sam.empty()) {
    const double parsing = best_of(options.runs, [&] {
      for (const SourceFilePtr& source : sam) static_cast<void>(parse(source));
    });
    const double expanding = expansion_time(options, sam);
    fmt::print(
        "expand         {:8.3f} s      {} SAM templates, parsed, expanded, written; {:.2f} times their parsing\n",
        expanding, sam.size(), expanding / parsing);
  }
  constexpr std::size_t kFunctions = 500;
  fmt::print("500 functions  {:8.1f} ms        parsed, expanded, written\n",
             expansion_time(options, {many_functions(kFunctions)}) * 1000);
}

void measure_library(const Options& options, const std::vector<fs::path>& files) {
  std::vector<SourceFilePtr> templates;
  std::size_t bytes = 0;
  for (const fs::path& file : files) {
    const ReadResult read = read_source_file(file.string());
    if (read.file == nullptr) continue;
    const SyntaxTree tree = parse(read.file);
    if (!tree.ok() || tree.root->find("Resources") == nullptr) continue;
    templates.push_back(read.file);
    bytes += read.file->text().size();
  }
  LintOptions lint_options;  // as `virga lint` has them in its default format, which does not tell of fixes
  lint_options.settles_fixes = false;
  lint_options.facts = &SchemaDatabase::built_in();
  lint_options.today =
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch().count();

  std::size_t findings = 0;
  const double parsing = best_of(options.lint_only ? 0 : options.runs, [&] {
    for (const SourceFilePtr& source : templates) static_cast<void>(parse(source));
  });
  const double linting = best_of(options.runs, [&] {
    findings = 0;
    for (const SourceFilePtr& source : templates) findings += lint(source, lint_options).findings.size();
  });
  const double megabytes = static_cast<double>(bytes) / 1e6;
  fmt::print("templates      {:8} files     {:.2f} MB; {} files hold no template or do not parse\n", templates.size(),
             megabytes, files.size() - templates.size());
  if (!options.lint_only) {
    fmt::print("parse only     {:8.3f} s      {:6.1f} MB/s, one thread, best of {}\n", parsing, megabytes / parsing,
               options.runs);
  }
  fmt::print("lint           {:8.3f} s      {:6.1f} MB/s, one thread, best of {}; {} findings\n", linting,
             megabytes / linting, options.runs, findings);
  if (options.lint_only) return;
  fmt::print("lint / parse   {:8.2f}\n", linting / parsing);
  measure_expansion(options, templates);
}

int run(const Options& options) {
  const std::vector<fs::path> files = candidates(options.folders);
  if (files.empty()) {
    fmt::print(stderr, "no .yaml, .yml, .json or .template file in these folders\n");
    return 1;
  }
  if (!options.program.empty() && !measure_process(options, files)) return 1;
  measure_library(options, files);
  return 0;
}

}  // namespace
}  // namespace virga

int main(int argc, char** argv) {
  virga::keep_freed_memory();
  virga::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--program" && i + 1 < argc) {
      options.program = argv[++i];
    } else if (word == "--runs" && i + 1 < argc) {
      options.runs = std::max(1, std::atoi(argv[++i]));
    } else if (word == "--lint-only") {
      options.lint_only = true;
    } else {
      options.folders.push_back(word);
    }
  }
  if (options.folders.empty()) {
    fmt::print(stderr, "usage: virga_bench [--program VIRGA] [--runs N] [--lint-only] FOLDER…\n");
    return 1;
  }
  return virga::run(options);
}
