#include "compiler/driver/fix_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/console.h"
#include "compiler/driver/construct_notes.h"
#include "compiler/edit/line_edits.h"
#include "compiler/format/diff.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/secrets.h"

namespace virga {
namespace {

struct Outcome {
  std::string name;
  SourceFilePtr before;  // null where the file cannot be read, and linting says so, or where it is not ours to change
  FixRun run;
  std::vector<std::string> secrets;
  std::size_t fixes = std::string::npos;  // the number of fixes at the beginning of run.made; the rest are ignores
};

// What is left after the fixes, which go on from `source`.
FixRun fixed(const SourceFilePtr& source, const LintOptions& lint, const FixSettings& settings) {
  if (settings.fix) return fix_template(source, lint, settings.fixes);
  FixRunOptions none = settings.fixes;
  none.unfixable = {""};
  return fix_template(source, lint, none);
}

Outcome fix_one(const LintJob& job, const LintOptions& lint, const FixSettings& settings) {
  Outcome outcome;
  outcome.name = job.name;
  ReadResult read = read_source_file(job.name);
  if (read.file == nullptr) return outcome;
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
  std::vector<MadeFix> made;
  std::vector<HeldFix> held;
  for (const LintOptions& one : options) {
    outcome.run = fixed(source, one, settings);
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

Result<void> write_template(const SourceFile& before, std::string_view text) {
  const std::string& name = before.name();
  std::error_code fault;
  // The other hard links would keep the old text.
  if (std::filesystem::hard_link_count(name, fault) > 1 && !fault) {
    return Error{fmt::format("{}: not changed because it has several hard links", name)};
  }
  // The owner, or root, could still replace a read-only file, but it was made read-only on purpose.
  constexpr auto kWrite =
      std::filesystem::perms::owner_write | std::filesystem::perms::group_write | std::filesystem::perms::others_write;
  const std::filesystem::file_status status = std::filesystem::status(name, fault);
  if (!fault && (status.permissions() & kWrite) == std::filesystem::perms::none) {
    return Error{fmt::format("{}: not changed because it is read-only", name)};
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

std::string line_of(const std::string& name, const MadeFix& fix) {
  return fmt::format("{}: {} {}{}{}{}", printable(name), fix.rule, printable(fix.where), fix.where.empty() ? "" : ": ",
                     printable(fix.title), fix.safety == FixSafety::Safe ? "" : " (unsafe)");
}

// "would uncover E3031: 'x' does not match …; and E3033: …".
std::string reason_of(const HeldFix& held) {
  if (held.reason == HeldReason::ReadsAmiss) return "would change other parts of the template";
  if (held.reason == HeldReason::Undone) return "would be undone by the fix of what it uncovers";
  if (held.reason == HeldReason::TooManyFixes) return "was not tried, because the template has too many fixes";
  const auto& [first, second] = held.names;
  if (held.reason == HeldReason::LosesOrder) {
    return fmt::format("would let '{}' be created before '{}'", first, second);
  }
  if (held.reason == HeldReason::ChangesIds) {
    if (first.empty() || second.empty()) {
      return fmt::format("would {} '{}' among the resources that the transform makes", first.empty() ? "add" : "remove",
                         first.empty() ? second : first);
    }
    return fmt::format("would rename a resource that the transform makes: '{}' to '{}'", first, second);
  }
  constexpr std::size_t kMostTold = 3;
  std::string text = "would uncover ";
  for (std::size_t i = 0; i < std::min(kMostTold, held.uncovers.size()); ++i) {
    const Diagnostic& finding = held.uncovers[i];
    fmt::format_to(std::back_inserter(text), "{}{}: {}", i == 0 ? "" : "; ", finding.rule, finding.message);
  }
  if (held.uncovers.size() > kMostTold) {
    fmt::format_to(std::back_inserter(text), "; and {}", plural(held.uncovers.size() - kMostTold, "other finding"));
  }
  return text;
}

void add_to_list(const std::string& name, const FixRun& run, bool changed, std::string& list) {
  for (const MadeFix& fix : changed ? run.made : std::vector<MadeFix>()) {
    if (!fix.repeats) list += line_of(name, fix) + '\n';
  }
  for (const HeldFix& held : run.held) {
    list += fmt::format("{} (held back: it {})\n", line_of(name, held.fix), printable(reason_of(held)));
  }
}

void take(Outcome&& outcome, const LintOptions& lint, const FixSettings& settings, FixSummary& summary) {
  const bool is_stdin = outcome.name == "-";
  if (outcome.before == nullptr) return;
  FixRun& run = outcome.run;
  if (run.unparsable) ++summary.unreadable;
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
    if (settings.list) add_to_list(outcome.name, run, changed, summary.list);
    return;
  }
  if (settings.diff) {
    write_out(unified_diff(
        *outcome.before, line_edits(outcome.before->text(), run.source->text()),
        [](const SourceFilePtr& text) { return secret_ranges(text); }, outcome.secrets));
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
  if (settings.list) add_to_list(outcome.name, run, changed, summary.list);
}

}  // namespace

HeldCount note_held_fixes(const std::vector<HeldFix>& held, bool at_finding, std::vector<Diagnostic>& findings) {
  HeldCount count;
  for (Diagnostic& finding : findings) {
    const auto found = std::find_if(held.begin(), held.end(), [&](const HeldFix& one) {
      return one.fix.rule == finding.rule && one.fix.where == to_string(finding.path) &&
             std::any_of(finding.fixes.begin(), finding.fixes.end(),
                         [&](const Fix& fix) { return fix.title == one.fix.title; });
    });
    if (found == held.end()) continue;
    finding.notes.push_back({.range = at_finding ? finding.focus() : TextRange{},
                             .message = "Its fix is held back because it " + reason_of(*found),
                             .file = nullptr});
    ++(found->fix.safety == FixSafety::Safe ? count.safe : count.unsafe);
  }
  return count;
}

// "; held back 1 fix (E3002 1) that would uncover other findings: --fix-anyway E3002 applies it".
void FixSummary::add_held(std::string& text) const {
  std::map<std::string, std::size_t> uncovering, renaming;
  std::size_t others = 0;
  for (const auto& [name, fixes] : held) {
    for (const HeldFix& one : fixes) {
      if (one.reason == HeldReason::Uncovers) {
        ++uncovering[one.fix.rule];
      } else if (one.reason == HeldReason::ChangesIds) {
        ++renaming[one.fix.rule];
      } else {
        ++others;
      }
    }
  }
  const auto add = [&](const std::map<std::string, std::size_t>& counts, std::string_view harm, bool is_unsafe) {
    if (counts.empty()) return;
    std::size_t all = 0;
    std::string each, rules;
    for (const auto& [rule, count] : counts) {
      all += count;
      fmt::format_to(std::back_inserter(each), "{}{} {}", each.empty() ? "" : ", ", rule, count);
      rules += ' ' + rule;
    }
    fmt::format_to(std::back_inserter(text), "; held back {} ({}) that would {}: {}{} applies {}",
                   all == 1 ? "1 fix" : fmt::format("{} fixes", all), each, harm,
                   list.empty() ? "--show-fixes says which, " : "",
                   is_unsafe ? "--unsafe-fixes" : "--fix-anyway" + rules, all == 1 ? "it" : "them");
  };
  add(uncovering, "uncover other findings", false);
  add(renaming, "rename generated resources", true);
  if (others > 0) {
    fmt::format_to(std::back_inserter(text), "; left out {} {}{}", others, others == 1 ? "fix" : "fixes",
                   list.empty() ? " (--show-fixes says why)" : "");
  }
}

std::string FixSummary::text(bool only_shown) const {
  std::size_t all = 0;
  std::string rules;
  for (const auto& [rule, count] : fixed) {
    all += count;
    fmt::format_to(std::back_inserter(rules), "{}{} {}", rules.empty() ? "" : ", ", rule, count);
  }
  std::string done;
  if (all > 0) {
    done = fmt::format("{} {} in {} ({})", only_shown ? "Would fix" : "Fixed", plural(all, "finding"),
                       plural(templates, "template"), rules);
  } else if (ignored == 0) {
    done = only_shown ? "Nothing would be fixed" : "Nothing was fixed";
  }
  if (ignored > 0) {
    done += fmt::format("{} {}{}",
                        all > 0      ? "; added"
                        : only_shown ? "Would add"
                                     : "Added",
                        plural(ignored, "ignore"),
                        all > 0 ? std::string() : fmt::format(" in {}", plural(templates, "template")));
  }
  const auto more = [&](std::string_view flag, std::size_t count) {
    if (count > 0) fmt::format_to(std::back_inserter(done), "; {} would fix {}{}", flag, count, all > 0 ? " more" : "");
  };
  more("--fix", left_safe);
  more("--unsafe-fixes", left_unsafe);
  add_held(done);
  add_unignored(done);
  if (unreadable > 0) fmt::format_to(std::back_inserter(done), "; cannot read {}", plural(unreadable, "template"));
  return list + repeated + done + ".\n";
}

// "; 1 finding cannot be ignored in its place (E3012 1), because JSON has no comments: …".
void FixSummary::add_unignored(std::string& text) const {
  std::size_t all = 0;
  std::string rules;
  for (const auto& [rule, count] : unignored) {
    all += count;
    fmt::format_to(std::back_inserter(rules), "{}{} {}", rules.empty() ? "" : ", ", rule, count);
  }
  if (all == 0) return;
  fmt::format_to(std::back_inserter(text), "; {} cannot be ignored in {} place ({}), because {}",
                 plural(all, "finding"), all == 1 ? "its" : "their", rules,
                 lacks_comments ? "JSON has no comments, and only a resource has Metadata for an ignore"
                                : "no comment can stand there, and only a resource has Metadata for an ignore");
}

FixSummary fix_templates(std::vector<LintJob>& jobs, const LintOptions& lint, const FixSettings& settings,
                         unsigned threads) {
  FixSummary summary;
  const std::vector<bool> repeats = repeated_files(jobs, summary.repeated);
  const auto work = [&](std::size_t job) {
    return repeats[job] ? Outcome{.name = jobs[job].name, .before = nullptr, .run = {}, .secrets = {}}
                        : fix_one(jobs[job], lint, settings);
  };
  ordered_parallel<Outcome>(jobs.size(), threads, work,
                            [&](Outcome&& outcome) { take(std::move(outcome), lint, settings, summary); });
  std::erase_if(jobs, [](const LintJob& job) { return job.name == "-"; });
  return summary;
}

}  // namespace virga
