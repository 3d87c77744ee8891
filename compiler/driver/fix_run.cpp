#include "compiler/driver/fix_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/changed_files.h"
#include "compiler/driver/console.h"
#include "compiler/driver/construct_notes.h"
#include "compiler/driver/run_readers.h"
#include "compiler/edit/line_edits.h"
#include "compiler/format/diff.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/secrets.h"
#include "rules/engine/finding_comparison.h"

namespace virga {
namespace {

struct Outcome {
  std::string name;
  SourceFilePtr before;     // null where the file cannot be read, or where it is not ours to change
  std::string unread = {};  // why the file cannot be read
  FixRun run;
  std::vector<std::string> secrets;
  std::size_t fixes = std::string::npos;  // the number of fixes at the beginning of run.made; the rest are ignores
};

// Whether it can be read once and not written: a pipe, as of `<(…)`.
bool is_stream(const std::string& name) {
  std::error_code fault;
  const std::filesystem::file_status status = std::filesystem::status(name, fault);
  return !fault && std::filesystem::is_other(status);
}

// What is left after the fixes, which go on from `source`.
FixRun fixed(const SourceFilePtr& source, const LintOptions& lint, const FixSettings& settings,
             const TextOrigins& origins) {
  if (settings.fix) return fix_template(source, lint, settings.fixes, origins);
  FixRunOptions none = settings.fixes;
  none.unfixable = {""};
  return fix_template(source, lint, none, origins);
}

// What the parameter files and options of a run find in a text of the template that they did not find in it at first.
class ParameterHarm {
public:
  ParameterHarm(const SourceFilePtr& source, const LintJob& job, const LintOptions& lint)
      : sets_(job.sets), lint_(lint) {
    for (const auto& set : sets_) before_.push_back(messages_of(check(source, *set)));
  }

  std::optional<HarmElsewhere> operator()(const SourceFilePtr& text) const {
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      std::vector<Diagnostic> fresh = check(text, *sets_[i]);
      std::erase_if(fresh, [&](const Diagnostic& finding) { return before_[i].contains(finding.message); });
      if (fresh.empty()) continue;
      const std::string& name = sets_[i]->name;
      return HarmElsewhere{.file = name.empty() ? "the given parameters" : name, .uncovers = std::move(fresh)};
    }
    return std::nullopt;
  }

private:
  std::vector<Diagnostic> check(const SourceFilePtr& text, const ParameterSet& set) const {
    const std::shared_ptr<const Snapshot> snapshot = open_snapshot(text, lint_);
    return snapshot->is_broken() ? std::vector<Diagnostic>() : check_parameter_set(snapshot->written().model(), set);
  }

  static std::set<std::string> messages_of(const std::vector<Diagnostic>& findings) {
    std::set<std::string> messages;
    for (const Diagnostic& finding : findings) messages.insert(finding.message);
    return messages;
  }

  std::span<const std::shared_ptr<const ParameterSet>> sets_;
  const LintOptions& lint_;
  std::vector<std::set<std::string>> before_;  // of each set
};

// The settings for a job whose parameters are given: what they are for must stay.
FixSettings with_parameters(const FixSettings& settings, const SourceFilePtr& source, const LintJob& job,
                            const LintOptions& lint) {
  FixSettings own = settings;
  if (job.sets.empty() || !lint.rules.runs("E2900")) return own;
  own.fixes.harm_elsewhere = [harm = ParameterHarm(source, job, lint),
                              others = settings.fixes.harm_elsewhere](const SourceFilePtr& text) {
    std::optional<HarmElsewhere> found = harm(text);
    return found || !others ? found : others(text);
  };
  return own;
}

Outcome fix_one(const LintJob& job, const LintOptions& lint, const FixSettings& given) {
  Outcome outcome;
  outcome.name = job.name;
  ReadResult read = read_source_file(job.name);
  if (read.file == nullptr) {
    outcome.unread = std::move(read.error.message);
    return outcome;
  }
  FixSettings settings = given;
  if (!settings.diff && is_stream(job.name)) {
    settings.fix = false;
    settings.add_ignores.clear();
  }
  if (is_stack_policy(read.file)) return outcome;
  LintOptions base = lint;
  if (const std::optional<CarriedTemplate> carried = carried_template(read.file)) {
    // A part of a template is the other tool's to write.
    if (carried->facts.is_part) return outcome;
    // The tool passes parameters that the template may have no use for.
    base.rules.ignore.emplace_back("W2001");
  }
  if (const std::shared_ptr<const CloudAssembly> assembly = assembly_of(job.name); assembly && settings.own_regions) {
    take_region_of_stack(*assembly, job.name, base);
  }
  outcome.before = std::move(read.file);
  // One set of parameters after another, as linting shows what all of them find.
  std::vector<LintOptions> options;
  for (const auto& set : job.sets) {
    options.push_back(base);
    options.back().evaluation.parameters.insert(set->values.begin(), set->values.end());
  }
  if (options.empty()) options.push_back(base);
  SourceFilePtr source = outcome.before;
  TextOrigins origins(source);
  std::vector<MadeFix> made;
  std::vector<HeldFix> held;
  const FixSettings own = with_parameters(settings, source, job, base);
  for (const LintOptions& one : options) {
    outcome.run = fixed(source, one, own, origins);
    origins = outcome.run.origins;
    // Fixes of an earlier set that this one does not have were held all the same.
    for (HeldFix& fix : outcome.run.held) {
      const bool is_known = std::any_of(held.begin(), held.end(), [&](const HeldFix& other) {
        return other.fix.rule == fix.fix.rule && other.fix.where == fix.fix.where && other.fix.title == fix.fix.title;
      });
      if (!is_known) held.push_back(std::move(fix));
    }
    source = outcome.run.source;
    std::move(outcome.run.secrets.begin(), outcome.run.secrets.end(), std::back_inserter(outcome.secrets));
    std::move(outcome.run.made.begin(), outcome.run.made.end(), std::back_inserter(made));
  }
  outcome.run.made = std::move(made);
  outcome.run.held = std::move(held);
  if (settings.add_ignores.empty()) return outcome;
  outcome.fixes = outcome.run.made.size();
  for (std::size_t i = 0; i < options.size(); ++i) {
    // The last one's findings are at hand; those of the others are not any more.
    if (options.size() > 1) outcome.run.left = virga::lint(outcome.run.source, options[i]).findings;
    add_ignores(outcome.run, options[i], settings.add_ignores);
  }
  return outcome;
}

// Which jobs name a file that an earlier one names, through a symbolic link or another way to write the path.
std::vector<bool> repeated_files(const std::vector<LintJob>& jobs, std::string& told) {
  std::vector<bool> repeats(jobs.size());
  std::map<std::string, const std::string*> known;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::error_code fault;
    const std::string path = jobs[i].name == "-" ? "" : std::filesystem::canonical(jobs[i].name, fault).string();
    if (path.empty() || fault) continue;
    const auto [first, is_new] = known.try_emplace(path, &jobs[i].name);
    if (is_new) continue;
    repeats[i] = true;
    told +=
        fmt::format("{}: the same file as {}, and is fixed once\n", printable(jobs[i].name), printable(*first->second));
  }
  return repeats;
}

// Why a file is left as it is whatever its fixes are; null if it is not.
const char* reason_to_leave(const std::string& name) {
  if (is_stream(name)) return "it is a pipe, which cannot be written";
  std::error_code fault;
  // The other hard links would keep the old text.
  if (std::filesystem::hard_link_count(name, fault) > 1 && !fault) return "it has several hard links";
  // The owner, or root, could still replace a read-only file, but it was made read-only on purpose.
  constexpr auto kWrite =
      std::filesystem::perms::owner_write | std::filesystem::perms::group_write | std::filesystem::perms::others_write;
  const std::filesystem::file_status status = std::filesystem::status(name, fault);
  const bool is_read_only = !fault && (status.permissions() & kWrite) == std::filesystem::perms::none;
  return is_read_only ? "it is read-only" : nullptr;
}

Result<void> write_template(const SourceFile& before, std::string_view text) {
  const std::string& name = before.name();
  if (const char* reason = reason_to_leave(name)) {
    return Error{fmt::format("{}: not changed because {}", name, reason)};
  }
  const ReadResult now = read_source_file(name);
  if (now.file == nullptr || now.file->text() != before.text()) {
    return Error{fmt::format("{}: not changed because something else changed it meanwhile", name)};
  }
  return replace_file(name, text);
}

bool has_wanted_fix(const Diagnostic& finding, const FixRunOptions& options) {
  return std::any_of(finding.fixes.begin(), finding.fixes.end(),
                     [&](const Fix& fix) { return is_wanted(finding, fix, options); });
}

void count_left(const std::vector<Diagnostic>& left, const FixSettings& settings, FixSummary& summary) {
  FixRunOptions safe = settings.fixes, all = settings.fixes;
  safe.unsafe = false;
  all.unsafe = true;
  for (const Diagnostic& finding : left) {
    if (!settings.fix && has_wanted_fix(finding, safe)) {
      ++summary.left_safe;
    } else if (!settings.fixes.unsafe && has_wanted_fix(finding, all) && !has_wanted_fix(finding, safe)) {
      ++summary.left_unsafe;
    }
  }
}

// What --add-ignores was asked for and could not do.
void count_unignored(const FixRun& run, const LintOptions& lint, const FixSettings& settings, FixSummary& summary) {
  if (settings.add_ignores.empty() || run.unparsable) return;
  bool is_any = false;
  for (const Diagnostic& finding : run.left) {
    if (!begins_with_any(finding.rule, settings.add_ignores)) continue;
    if (begins_with_any(finding.rule, lint.rules.mandatory)) continue;
    ++summary.unignored[finding.rule];
    is_any = true;
  }
  if (is_any && detect_language(run.source->text()) == SyntaxLanguage::Json) summary.lacks_comments = true;
}

// Standard input is read again by nobody, so that its finding is here.
void take_unread(Outcome&& outcome, const LintOptions& lint, const FixSettings& settings, FixSummary& summary) {
  if (settings.skip_unreadable) return;
  summary.unread.push_back(fmt::format("{}: {}", printable(outcome.name), outcome.unread));
  if (outcome.name == "-" && lint.rules.runs("E0000")) {
    summary.left.push_back(command_line_finding(std::move(outcome.name), std::move(outcome.unread), "E0000"));
  }
}

// What can be read once is linted as it was read.
void take_stream(const Outcome& outcome, const FixSettings& settings, FixSummary& summary) {
  summary.streams.set(outcome.before);
  const std::vector<Diagnostic>& left = outcome.run.left;
  const bool is_wanted = std::any_of(left.begin(), left.end(), [&](const Diagnostic& finding) {
    return (settings.fix && has_wanted_fix(finding, settings.fixes)) ||
           begins_with_any(finding.rule, settings.add_ignores);
  });
  if (!is_wanted) return;
  summary.faults.push_back(fmt::format("{}: not changed because {}", outcome.name, reason_to_leave(outcome.name)));
}

void take(Outcome&& outcome, const LintOptions& lint, const FixSettings& settings, FixSummary& summary) {
  const bool is_stdin = outcome.name == "-";
  if (!outcome.unread.empty()) return take_unread(std::move(outcome), lint, settings, summary);
  if (outcome.before == nullptr) return;
  FixRun& run = outcome.run;
  if (run.unparsable) summary.unreadable.push_back(outcome.name);
  if (!settings.diff && !is_stdin && is_stream(outcome.name)) {
    take_stream(outcome, settings, summary);
    return;
  }
  const bool changed = run.source->text() != outcome.before->text();
  count_left(run.left, settings, summary);
  count_unignored(run, lint, settings, summary);
  if (!run.held.empty()) summary.held[outcome.name] = run.held;
  if (is_stdin && !settings.diff) write_out(run.source->text());
  if (is_stdin) {
    summary.left.push_back(
        {.name = outcome.name, .is_file = false, .source = run.source, .findings = std::move(run.left)});
  }
  if (!changed) {
    if (settings.list) summary.add_to_list(outcome.name, run, changed);
    return;
  }
  if (settings.diff) {
    write_out(unified_diff(
        *outcome.before, line_edits(outcome.before->text(), run.source->text()),
        [](const SourceFilePtr& text) { return secret_ranges(text); }, outcome.secrets));
    if (const char* reason = is_stdin ? nullptr : reason_to_leave(outcome.name)) {
      summary.remarks += fmt::format("{}: --fix would not change it because {}\n", printable(outcome.name), reason);
      return;
    }
  } else if (!is_stdin) {
    if (const Result<void> written = write_template(*outcome.before, run.source->text()); !written) {
      summary.faults.push_back(written.message());
      return;
    }
  }
  ++summary.templates;
  for (std::size_t i = 0; i < run.made.size(); ++i) {
    if (i < outcome.fixes) {
      ++summary.fixed[run.made[i].rule];
    } else {
      ++summary.ignored;
    }
  }
  if (settings.list) summary.add_to_list(outcome.name, run, changed);
}

bool is_changed(const Outcome& outcome) {
  return outcome.before != nullptr && outcome.run.source->text() != outcome.before->text();
}

// Fixes of templates of which some read others: what is made of one may not harm those that read it.
class LinkedFixes {
public:
  // Borrows everything.
  LinkedFixes(std::span<const LintJob> jobs, const RunReaders& readers, const LintOptions& lint,
              const FixSettings& settings, unsigned threads)
      : jobs_(jobs), readers_(readers), lint_(lint), settings_(settings), threads_(threads) {}

  // The outcomes of the linked jobs.
  std::map<std::size_t, Outcome> make() {
    const std::vector<std::vector<std::size_t>> levels = readers_.levels();
    std::vector<std::size_t> linked;
    for (const auto& level : levels) linked.insert(linked.end(), level.begin(), level.end());
    ordered_parallel<Outcome>(
        linked.size(), threads_, [&](std::size_t i) { return fix_one(jobs_[linked[i]], lint_, settings_); },
        [&, i = std::size_t{0}](Outcome&& outcome) mutable { outcomes_.emplace(linked[i++], std::move(outcome)); });
    // What a fix is judged by is what its readers will be.
    for (std::vector<std::size_t> level : levels) {
      std::erase_if(level, [&](std::size_t job) { return !is_changed(outcomes_.at(job)); });
      settle(level);
    }
    return std::move(outcomes_);
  }

private:
  // By file, in the order of the jobs.
  using Findings = std::map<std::string, std::vector<Diagnostic>>;

  // Accepts the outcomes of jobs of one level if they do no harm together, else each by itself.
  void settle(std::span<const std::size_t> jobs) {
    if (jobs.empty()) return;
    std::set<std::size_t> readers;
    for (const std::size_t job : jobs) {
      for (const std::size_t reader : readers_.of(job)) readers.insert(reader);
    }
    ChangedFiles with = files_;
    for (const std::size_t job : jobs) with.set(outcomes_.at(job).run.source);
    if (!harm(readers, with)) {
      files_ = std::move(with);
      for (const std::size_t reader : readers) findings_.erase(reader);
    } else if (jobs.size() > 1) {
      settle(jobs.first(jobs.size() / 2));
      settle(jobs.subspan(jobs.size() / 2));
    } else {
      settle_by_itself(jobs.front(), readers);
    }
  }

  void settle_by_itself(std::size_t job, const std::set<std::size_t>& readers) {
    FixSettings careful = settings_;
    careful.fixes.harm_elsewhere = [&](const SourceFilePtr& text) {
      ChangedFiles with = files_;
      with.set(text);
      return harm(readers, with);
    };
    Outcome& outcome = outcomes_.at(job) = fix_one(jobs_[job], lint_, careful);
    if (!is_changed(outcome)) return;
    files_.set(outcome.run.source);
    for (const std::size_t reader : readers) findings_.erase(reader);
  }

  // What the readers find with these files and not without them, in the first that finds any such thing.
  std::optional<HarmElsewhere> harm(const std::set<std::size_t>& readers, const ChangedFiles& with) {
    for (const std::size_t reader : readers) {
      auto known = findings_.find(reader);
      if (known == findings_.end()) known = findings_.emplace(reader, findings_of(reader, files_)).first;
      for (const auto& [file, found] : findings_of(reader, with)) {
        std::vector<Diagnostic> fresh = new_in(found, known->second[file]);
        if (!fresh.empty()) return HarmElsewhere{.file = file, .uncovers = std::move(fresh)};
      }
    }
    return std::nullopt;
  }

  Findings findings_of(std::size_t reader, const ChangedFiles& files) const {
    LintOptions lint = lint_;
    lint.files = std::make_shared<const ChangedFiles>(files);
    const LintRunOptions options{.lint = &lint, .own_regions = settings_.own_regions, .jobs = 1, .files = &files};
    Findings found;
    run_lint(jobs_.subspan(reader, 1), options, [&](FileFindings&& file) {
      std::vector<Diagnostic>& all = found[file.name];
      std::move(file.findings.begin(), file.findings.end(), std::back_inserter(all));
    });
    return found;
  }

  std::span<const LintJob> jobs_;
  const RunReaders& readers_;
  const LintOptions& lint_;
  const FixSettings& settings_;
  unsigned threads_;
  std::map<std::size_t, Outcome> outcomes_;
  ChangedFiles files_;                        // with the outcomes that were accepted
  std::map<std::size_t, Findings> findings_;  // of readers, with files_
};

}  // namespace

FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads) {
  FixSummary summary;
  const std::vector<bool> repeats = repeated_files(jobs, summary.remarks);
  const RunReaders readers = RunReaders::find(jobs, threads);
  std::map<std::size_t, Outcome> linked = LinkedFixes(jobs, readers, lint, settings, threads).make();
  const auto work = [&](std::size_t job) {
    if (repeats[job]) return Outcome{.name = jobs[job].name, .before = nullptr, .unread = {}, .run = {}, .secrets = {}};
    const auto settled = linked.find(job);
    return settled != linked.end() ? std::move(settled->second) : fix_one(jobs[job], lint, settings);
  };
  ordered_parallel<Outcome>(jobs.size(), threads, work,
                            [&](Outcome&& outcome) { take(std::move(outcome), lint, settings, summary); });
  std::erase_if(jobs, [](const LintJob& job) { return job.name == "-"; });
  return summary;
}

}  // namespace virga
