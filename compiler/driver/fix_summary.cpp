#include "compiler/driver/fix_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

std::string line_of(const std::string& name, const MadeFix& fix) {
  return fmt::format("{}: {} {}{}{}{}", printable(name), fix.rule, printable(fix.first_place),
                     fix.first_place.empty() ? "" : ": ", printable(fix.title),
                     fix.safety == FixSafety::Safe ? "" : " (unsafe)");
}

// "would uncover E3031: 'x' does not match …; and E3033: …".
std::string reason_of(const HeldFix& held) {
  if (held.reason == HeldReason::ReadsAmiss) return "would change other parts of the template";
  if (held.reason == HeldReason::Undone) return "would be undone by the fix of what it uncovers";
  if (held.reason == HeldReason::TooManyFixes) return "was not tried, because the template has too many fixes";
  if (held.reason == HeldReason::LosesOrder) {
    return fmt::format("would let '{}' be created before '{}'", held.order.first, held.order.second);
  }
  constexpr std::size_t kMostTold = 3;
  std::string text = "would uncover ";
  if (held.reason == HeldReason::HarmsAnother) fmt::format_to(std::back_inserter(text), "in {} ", held.file);
  for (std::size_t i = 0; i < std::min(kMostTold, held.uncovers.size()); ++i) {
    const Diagnostic& finding = held.uncovers[i];
    fmt::format_to(std::back_inserter(text), "{}{}: {}", i == 0 ? "" : "; ", finding.rule, finding.message);
  }
  if (held.uncovers.size() > kMostTold) {
    fmt::format_to(std::back_inserter(text), "; and {}", plural(held.uncovers.size() - kMostTold, "other finding"));
  }
  return text;
}

// "cannot read 2 templates (a.yaml, b.yaml)".
std::string fault_of_unreadable(const std::vector<std::string>& names) {
  constexpr std::size_t kMostTold = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostTold, names.size()); ++i) {
    text += (i == 0 ? "" : ", ") + printable(names[i]);
  }
  if (names.size() > kMostTold) fmt::format_to(std::back_inserter(text), " and {} more", names.size() - kMostTold);
  return fmt::format("cannot read {} ({})", plural(names.size(), "template"), text);
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
  std::map<std::string, std::size_t> uncovering;
  std::size_t all = 0, others = 0;
  for (const auto& [name, fixes] : held) {
    for (const HeldFix& one : fixes) {
      if (one.reason == HeldReason::Uncovers || one.reason == HeldReason::HarmsAnother) {
        ++uncovering[one.fix.rule];
        ++all;
      } else {
        ++others;
      }
    }
  }
  if (all > 0) {
    std::string each, rules;
    for (const auto& [rule, count] : uncovering) {
      fmt::format_to(std::back_inserter(each), "{}{} {}", each.empty() ? "" : ", ", rule, count);
      rules += ' ' + rule;
    }
    fmt::format_to(std::back_inserter(text),
                   "; held back {} ({}) that would uncover other findings: {}--fix-anyway{} applies {}",
                   all == 1 ? "1 fix" : fmt::format("{} fixes", all), each,
                   list.empty() ? "--show-fixes says which, " : "", rules, all == 1 ? "it" : "them");
  }
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
  const auto more = [&](std::string_view kind, std::string_view flag, std::size_t count) {
    if (count == 0) return;
    fmt::format_to(std::back_inserter(done), "; {} {} {} fix ({})",
                   all > 0 ? fmt::format("{} more", count) : plural(count, "finding"), count == 1 ? "has" : "have",
                   kind, flag);
  };
  more("a safe", "--fix", left_safe);
  more("an unsafe", "--unsafe-fixes", left_unsafe);
  add_held(done);
  add_unignored(done);
  if (!unreadable.empty()) done += "; " + fault_of_unreadable(unreadable);
  return list + remarks + done + ".\n";
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

void FixSummary::add_to_list(const std::string& name, const FixRun& run, bool changed) {
  for (const MadeFix& fix : changed ? run.made : std::vector<MadeFix>()) {
    if (!fix.repeats) list += line_of(name, fix) + '\n';
  }
  for (const HeldFix& one : run.held) {
    list += fmt::format("{} (held back: it {})\n", line_of(name, one.fix), printable(reason_of(one)));
  }
}

}  // namespace virga
