#include "compiler/driver/lint_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "compiler/driver/console.h"
#include "compiler/driver/progress.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/template_source.h"
#include "rules/engine/linter.h"

namespace virga {

namespace {

using FileList = std::vector<FileFindings>;

// Everything that tells findings apart, in one order.
bool before(const Diagnostic& a, const Diagnostic& b) {
  const auto key = [](const Diagnostic& finding) {
    return std::tie(finding.range.begin, finding.range.end, finding.rule, finding.message, finding.path);
  };
  return key(a) < key(b);
}

// Adds what another parameter set found, and keeps the order of lines and ids.
void merge(FileFindings& file, std::vector<Diagnostic> more) {
  const auto pointer_before = [](const Diagnostic* a, const Diagnostic* b) { return before(*a, *b); };
  std::set<const Diagnostic*, decltype(pointer_before)> known(pointer_before);
  file.findings.reserve(file.findings.size() + more.size());  // pointers to findings hold
  for (const Diagnostic& finding : file.findings) known.insert(&finding);
  for (Diagnostic& finding : more) {
    if (known.contains(&finding)) continue;
    file.findings.push_back(std::move(finding));
    known.insert(&file.findings.back());
  }
  std::stable_sort(file.findings.begin(), file.findings.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    const std::uint32_t line_a = file.source == nullptr ? 0 : file.source->lines().line_of(a.range.begin);
    const std::uint32_t line_b = file.source == nullptr ? 0 : file.source->lines().line_of(b.range.begin);
    return std::tie(line_a, a.rule) < std::tie(line_b, b.rule);
  });
}

class JobRunner {
public:
  JobRunner(const LintJob& job, const LintRunOptions& options) : job_(job), options_(options) {}

  FileList run() {
    FileList files(1);
    FileFindings& file = files.front();
    file.name = job_.name;
    file.is_file = job_.name != "-";
    log(LogLevel::Info, fmt::format("linting {}", job_.name));
    ReadResult read = read_template(job_.name);
    if (read.file == nullptr) {
      Diagnostic finding;
      finding.rule = "E0000";
      finding.message = std::move(read.error.message);
      if (shows_unparsable()) file.findings.push_back(std::move(finding));
      return files;
    }
    file.source = std::move(read.file);
    if (job_.sets.empty()) {
      lint_with(*options_.lint, file);
      return files;
    }
    for (const auto& set : job_.sets) {
      LintOptions options = *options_.lint;
      options.evaluation.parameters.insert(set->values.begin(), set->values.end());
      lint_with(options, file);
    }
    check_sets(files);
    return files;
  }

private:
  bool shows_unparsable() const { return !options_.skip_unparsable && options_.lint->rules.runs("E0000"); }

  void lint_with(const LintOptions& options, FileFindings& file) const {
    LintResult result = lint(file.source, options);
    if (result.unparsable && !shows_unparsable()) {
      std::erase_if(result.findings, [](const Diagnostic& finding) { return finding.rule == "E0000"; });
    }
    if (file.findings.empty()) {
      file.findings = std::move(result.findings);
    } else {
      merge(file, std::move(result.findings));
    }
  }

  // What is wrong with the sets goes to their own files, before the template.
  void check_sets(FileList& files) const {
    if (!options_.lint->rules.runs("E2900")) return;
    const SyntaxTree tree = parse(files.front().source);
    if (!tree.ok()) return;
    const Template model = Template::build(tree.root);
    FileList of_sets;
    for (const auto& set : job_.sets) {
      std::vector<Diagnostic> found = check_parameter_set(model, *set);
      if (found.empty()) continue;
      if (set->file == nullptr) {
        merge(files.front(), std::move(found));
      } else {
        FileFindings file{.name = set->name, .source = set->file};
        merge(file, std::move(found));
        of_sets.push_back(std::move(file));
      }
    }
    files.insert(files.begin(), std::make_move_iterator(of_sets.begin()), std::make_move_iterator(of_sets.end()));
  }

  const LintJob& job_;
  const LintRunOptions& options_;
};

}  // namespace

void run_lint(std::span<const LintJob> jobs, const LintRunOptions& options,
              const std::function<void(FileFindings&&)>& emit) {
  Progress progress(jobs.size());
  const auto hand_over = [&](FileList files) {
    for (FileFindings& file : files) emit(std::move(file));
    progress.step();
  };
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = std::min<std::size_t>(options.jobs == 0 ? cores : options.jobs, jobs.size());
  if (threads < 2) {
    for (const LintJob& job : jobs) hand_over(JobRunner(job, options).run());
    return;
  }
  ordered_parallel<FileList>(
      jobs.size(), static_cast<unsigned>(threads), [&](std::size_t job) { return JobRunner(jobs[job], options).run(); },
      [&](FileList&& files) { hand_over(std::move(files)); });
}

FileFindings command_line_finding(std::string name, std::string message) {
  FileFindings file;
  file.name = std::move(name);
  file.is_file = false;
  Diagnostic finding;
  finding.rule = "E0003";
  finding.message = std::move(message);
  file.findings.push_back(std::move(finding));
  return file;
}

}  // namespace virga
