#include "compiler/driver/fix_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/console.h"
#include "compiler/edit/line_edits.h"
#include "compiler/format/diff.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/output_file.h"

namespace virga {
namespace {

struct Outcome {
  std::string name;
  SourceFilePtr before;  // null where the file cannot be read: linting says so
  FixRun run;
};

Outcome fix_one(const std::string& name, const LintOptions& lint, const FixRunOptions& options) {
  Outcome outcome;
  outcome.name = name;
  ReadResult read = read_source_file(name);
  if (read.file == nullptr) return outcome;
  outcome.before = std::move(read.file);
  outcome.run = fix_template(outcome.before, lint, options);
  return outcome;
}

// Other names of the file would keep the old text.
Result<void> write_template(const std::string& name, std::string_view text) {
  std::error_code fault;
  if (std::filesystem::hard_link_count(name, fault) > 1 && !fault) {
    return Error{fmt::format("{}: has several names (hard links), so it is left as it is", name)};
  }
  return write_file(name, text);
}

void take(Outcome&& outcome, const FixSettings& settings, FixSummary& summary) {
  const bool is_stdin = outcome.name == "-";
  if (outcome.before == nullptr) return;
  FixRun& run = outcome.run;
  const bool changed = run.source->text() != outcome.before->text();
  FixRunOptions all = settings.fixes;
  all.unsafe = true;
  summary.left_unsafe += static_cast<std::size_t>(std::count_if(run.left.begin(), run.left.end(), [&](const auto& d) {
    return std::any_of(d.fixes.begin(), d.fixes.end(), [&](const Fix& fix) { return is_wanted(d, fix, all); });
  }));
  if (is_stdin && !settings.diff) write_out(run.source->text());
  if (is_stdin) {
    summary.left.push_back(
        {.name = outcome.name, .is_file = false, .source = run.source, .findings = std::move(run.left)});
  }
  if (!changed) return;
  if (settings.diff) {
    write_out(unified_diff(*outcome.before, line_edits(outcome.before->text(), run.source->text())));
  } else if (!is_stdin) {
    if (const Result<void> written = write_template(outcome.name, run.source->text()); !written) {
      summary.faults.push_back(written.message());
      return;
    }
  }
  ++summary.templates;
  for (const auto& [rule, count] : run.fixed) summary.fixed[rule] += count;
}

}  // namespace

std::string FixSummary::text(bool only_shown) const {
  std::size_t all = 0;
  std::string rules;
  for (const auto& [rule, count] : fixed) {
    all += count;
    fmt::format_to(std::back_inserter(rules), "{}{} {}", rules.empty() ? "" : ", ", rule, count);
  }
  std::string text = all == 0 ? std::string(only_shown ? "Nothing would be fixed" : "Nothing was fixed")
                              : fmt::format("{} {} in {} ({})", only_shown ? "Would fix" : "Fixed",
                                            plural(all, "finding"), plural(templates, "template"), rules);
  if (left_unsafe > 0) {
    fmt::format_to(std::back_inserter(text), "; --unsafe-fixes would fix {}{}", left_unsafe, all > 0 ? " more" : "");
  }
  return text + ".\n";
}

FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads) {
  FixSummary summary;
  const auto work = [&](std::size_t job) { return fix_one(jobs[job].name, lint, settings.fixes); };
  ordered_parallel<Outcome>(jobs.size(), threads, work,
                            [&](Outcome&& outcome) { take(std::move(outcome), settings, summary); });
  std::erase_if(jobs, [](const LintJob& job) { return job.name == "-"; });
  return summary;
}

}  // namespace virga
