#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/render.h"
#include "compiler/change/render_words.h"
#include "compiler/change/update_behavior.h"
#include "compiler/diagnostics/text.h"
#include "compiler/support/characters.h"

namespace virga {
namespace {

// The width of a value in a table, in columns.
constexpr std::size_t kValueWidth = 60;

// Escapes text for Markdown, including tables.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// A code span whose fence is longer than any run of backticks in it.
std::string code(std::string_view text) {
  std::string safe = printable(text);
  std::size_t longest = 0, run = 0;
  for (const char c : safe) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  std::string escaped;
  for (const char c : safe) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  const std::string fence(longest + 1, '`');
  const std::string_view space = longest > 0 ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, space, escaped, space, fence);
}

// `other` is the value of the other side.
std::string code_of(const std::optional<ChangedValue>& value, const std::optional<ChangedValue>& other) {
  if (!value) return "";
  std::string text = code(other ? cut_apart(value->text, other->text, kValueWidth) : cut(value->text, kValueWidth));
  if (!value->by_default.empty()) {
    text += fmt::format(" ({}{})", code(cut(value->by_default, kValueWidth)), value->is_certain ? "" : " by default");
  }
  return text;
}

// GitHub refuses longer comments. It counts characters, of which there are no more than bytes.
// https://docs.github.com/en/rest/issues/comments
constexpr std::size_t kMaxComment = 65'536;
// Kept free for the line that says what is left out, and for what is put around a comment.
constexpr std::size_t kReserve = 1'024;

// How much a part of the comment matters where there is no room for all of it, from what hurts most.
enum class Weight : std::uint8_t {
  Grave,     // data at risk, and what is refused or denied
  Severe,    // resources that are removed or replaced, or may be; what a template is called
  Opened,    // what is opened wide, and what could not be known
  Open,      // protection that is removed
  Replaces,  // properties that replace their resource, or may, or cannot be updated
  Hint,      // other risks
  Access,    // tables of statements and rules
  Update,    // other resources
  Rest,      // other properties, parameters, outputs
};
constexpr std::size_t kWeights = static_cast<std::size_t>(Weight::Rest) + 1;

Weight weight_of(RiskKind kind) {
  switch (kind) {
    case RiskKind::DataLoss:
    case RiskKind::Refused:
    case RiskKind::Denied:
      return Weight::Grave;
    case RiskKind::Permission:
      return Weight::Opened;
    case RiskKind::Unprotected:
      return Weight::Open;
    case RiskKind::NotPickedUp:
    case RiskKind::NeedsInput:
      break;
  }
  return Weight::Hint;
}

// A line of the comment that can be left out.
struct Line {
  std::string text;
  Weight weight = Weight::Rest;
  std::size_t more = 0;  // bytes at its end, before the line break, that can be left out alone: the link to a page
  bool is_shown = false;
};

// Lines with what stands around them if there are any.
struct Section {
  std::string_view noun;   // of a line: "property change"
  std::string_view title;  // of a list of risks, in place of the noun
  std::string head, tail;
  std::vector<Line> lines;
  bool is_shown = false;
};

class MarkdownChange {
public:
  explicit MarkdownChange(const TemplateChange& change) : change_(change) {}

  // The first one has the heading of the template, without which no other is shown.
  std::vector<Section> run() {
    const std::string stack =
        change_.stack.empty() ? "" : fmt::format(", {}{}", stack_kind(change_), code(change_.stack));
    sections_.push_back({.noun = "template"});
    add(fmt::format("{} {}{}: {}\n", stack.empty() ? "###" : "####", code(change_.new_name), stack,
                    change_summary(change_)),
        Weight::Severe);
    sections_.push_back({.noun = "note"});
    for (const std::string& note : change_.notes) add(fmt::format("\n> {}\n", plain(note)), Weight::Opened);
    risks();
    resources();
    details();
    declarations("Parameters", change_.parameters);
    declarations("Outputs", change_.outputs);
    declarations("Template", change_.sections);
    table("IAM statements", change_.statements, {"", "Effect", "Action", "Resource", "Principal", "Condition", "In"});
    table("Security group rules", change_.openings, {"", "", "Protocol", "Ports", "Peer", "In"});
    return std::move(sections_);
  }

private:
  void add(std::string text, Weight weight, std::size_t more = 0) {
    sections_.back().lines.push_back({std::move(text), weight, more});
  }

  void risks() {
    const RiskKind* last = nullptr;
    for (const Risk& risk : change_.risks) {
      if (last == nullptr || *last != risk.kind) {
        const std::string_view title = heading_of(risk.kind);
        sections_.push_back({.title = title, .head = fmt::format("\n**{}**\n\n", title)});
      }
      last = &risk.kind;
      const std::string link = risk.source.empty() ? "" : fmt::format(" ([why]({}))", risk.source);
      add(fmt::format("- {}{}\n", plain(risk.message), link), weight_of(risk.kind), link.size());
    }
  }

  void resources() {
    sections_.push_back({.noun = "resource", .head = "\n| | Resource | Type | |\n|---|---|---|---|\n"});
    for (const ResourceChange& one : change_.resources) {
      const bool is_severe = one.action == ChangeAction::Remove || may_replace(one.effect);
      add(fmt::format("| {} | {} | {} | {} |\n", code(sign_of(one)), code(one.logical_id), plain(one.type),
                      plain(fate_of(one) + (one.construct.empty() ? "" : "; construct " + one.construct))),
          is_severe ? Weight::Severe : Weight::Update);
    }
  }

  void details() {
    sections_.push_back({.noun = "property change",
                         .head = "\n<details><summary>Changed properties</summary>\n"
                                 "\n| Property | Before | After | |\n|---|---|---|---|\n",
                         .tail = "\n</details>\n"});
    for (const ResourceChange& one : change_.resources) {
      for (const PropertyChange& change : one.changes) {
        const bool is_severe = may_replace(change.effect) || change.effect == UpdateEffect::Unsupported;
        add(fmt::format("| {} | {} | {} | {} |\n", code(one.logical_id + "." + path_for_people(change)),
                        code_of(change.before, change.after), code_of(change.after, change.before),
                        plain(remark_of(change))),
            is_severe ? Weight::Replaces : Weight::Rest);
      }
    }
  }

  void declarations(std::string_view title, const std::vector<DeclarationChange>& list) {
    sections_.push_back(
        {.noun = "table row", .head = fmt::format("\n| {} | Before | After | |\n|---|---|---|---|\n", title)});
    for (const DeclarationChange& one : list) {
      std::string remark = one.action == ChangeAction::Add      ? "is added"
                           : one.action == ChangeAction::Remove ? "is removed"
                                                                : one.what;
      if (!one.when.empty()) remark += " when " + one.when;
      if (!one.note.empty()) remark += (remark.empty() ? "" : ", ") + one.note;
      add(fmt::format("| {} | {} | {} | {} |\n", code(one.name), code_of(one.before, one.after),
                      code_of(one.after, one.before), plain(remark)),
          Weight::Rest);
    }
  }

  void table(std::string_view title, const std::vector<AccessChange>& rows, const std::vector<std::string>& head) {
    Section& section = sections_.emplace_back();
    section.noun = "table row";
    section.head = fmt::format("\n**{}**\n\n|", title);
    for (const std::string& name : head) section.head += fmt::format(" {} |", name);
    section.head += "\n|";
    for (std::size_t i = 0; i < head.size(); ++i) section.head += "---|";
    section.head += '\n';
    const std::vector<std::vector<std::string>> cells = cells_for_people(rows, kValueWidth);
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const AccessChange& row = rows[at];
      std::string text = fmt::format("| {} |", code(row.is_added ? "+" : "-"));
      for (const std::string& cell : cells[at]) text += cell.empty() ? " |" : fmt::format(" {} |", code(cell));
      text += fmt::format(" {}{} |\n", code(row.resource), row.when.empty() ? "" : " when " + plain(row.when));
      add(std::move(text), Weight::Access);
    }
  }

  const TemplateChange& change_;
  std::vector<Section> sections_;
};

using TemplateText = std::vector<Section>;

// The change of each template that has one, nested stacks behind theirs.
void flatten(const TemplateChange& change, std::vector<TemplateText>& out) {
  out.push_back(MarkdownChange(change).run());
  for (const TemplateChange& nested : change.nested) flatten(nested, out);
}

template <typename Then>
void each_line(std::vector<TemplateText>& templates, const Then& then) {
  for (TemplateText& one : templates) {
    for (Section& section : one) {
      for (Line& line : section.lines) then(one, section, line);
    }
  }
}

// Shows what there is room for, by its weight. Returns whether that is all.
bool select(std::vector<TemplateText>& templates, std::size_t room) {
  bool is_all = true;
  std::vector<std::vector<std::array<std::size_t, 3>>> by_weight(kWeights);
  for (std::size_t i = 0; i < templates.size(); ++i) {
    for (std::size_t j = 0; j < templates[i].size(); ++j) {
      for (std::size_t k = 0; k < templates[i][j].lines.size(); ++k)
        by_weight[static_cast<std::size_t>(templates[i][j].lines[k].weight)].push_back({i, j, k});
    }
  }
  for (const auto& places : by_weight) {
    for (const auto& [i, j, k] : places) {
      Section& section = templates[i][j];
      Section& heading = templates[i].front();
      Line& line = section.lines[k];
      if (line.is_shown) continue;
      std::size_t size = line.text.size() + (section.is_shown ? 0 : section.head.size() + section.tail.size());
      // An empty line stands between templates.
      if (!heading.is_shown) size += 1 + (&section == &heading ? 0 : heading.lines.front().text.size());
      if (size > room) {
        is_all = false;
        continue;
      }
      room -= size;
      line.is_shown = heading.lines.front().is_shown = section.is_shown = heading.is_shown = true;
    }
  }
  return is_all;
}

std::string text_of(const std::vector<TemplateText>& templates) {
  std::string out;
  for (const TemplateText& one : templates) {
    if (!one.front().is_shown) continue;
    if (!out.empty()) out += '\n';
    for (const Section& section : one) {
      if (!section.is_shown) continue;
      out += section.head;
      for (const Line& line : section.lines) {
        if (line.is_shown) out += line.text;
      }
      out += section.tail;
    }
  }
  return out;
}

std::string left_out(std::vector<TemplateText>& templates) {
  std::vector<std::pair<std::string, std::size_t>> counts;  // in the order of their weight
  for (std::size_t weight = 0; weight < kWeights; ++weight) {
    each_line(templates, [&](const TemplateText&, const Section& section, const Line& line) {
      if (line.is_shown || static_cast<std::size_t>(line.weight) != weight) return;
      const std::string what(section.title.empty() ? section.noun : section.title);
      const auto known =
          std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == what; });
      if (known == counts.end()) {
        counts.emplace_back(what, 1);
      } else {
        ++known->second;
      }
    });
  }
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [what, count] : counts) {
    parts.push_back(is_upper(what.front()) ? fmt::format("{} of \"{}\"", count, what) : plural(count, what));
  }
  if (parts.empty()) parts.emplace_back("links to AWS's pages");
  return fmt::format(
      "\n> Left out, because GitHub takes no comment of more than {} characters: {}. `virga diff` without "
      "`--format` shows them.\n",
      kMaxComment, fmt::join(parts, ", "));
}

// The changes in at most `room` bytes.
std::string render(std::vector<TemplateText>& templates, std::size_t room) {
  std::vector<TemplateText> all = templates;
  if (select(all, room)) return text_of(all);
  room = room > kReserve ? room - kReserve : 0;
  all = templates;
  select(all, room);
  bool has_all_risks = true;
  each_line(all, [&](const TemplateText&, const Section& section, const Line& line) {
    has_all_risks = has_all_risks && (line.is_shown || section.title.empty());
  });
  if (!has_all_risks) {
    // What is at risk matters more than why.
    all = templates;
    each_line(all, [](const TemplateText&, const Section&, Line& line) {
      line.text.erase(line.text.size() - 1 - line.more, line.more);
    });
    select(all, room);
  }
  return text_of(all) + left_out(all);
}

}  // namespace

std::string render_change_markdown(std::span<const TemplateChange> changes, const NotCompared& rest) {
  std::vector<std::string> faults = rest.faults;
  faults.insert(faults.end(), rest.skipped.begin(), rest.skipped.end());
  std::vector<TemplateText> shown;
  std::size_t unchanged = 0;
  for (const TemplateChange& change : changes) {
    if (change.is_empty() && change.notes.empty() && changes.size() > 1) {
      ++unchanged;
      continue;
    }
    flatten(change, shown);
  }
  std::string end;
  if (unchanged > 0) {
    end += fmt::format("{}{} without a change\n", shown.empty() ? "" : "\n", plural(unchanged, "template"));
  }
  if (!faults.empty()) end += fmt::format("{}**Not compared**\n\n", shown.empty() && end.empty() ? "" : "\n");
  std::size_t listed = 0;
  for (const std::string& fault : faults) {
    const std::string line = fmt::format("- {}\n", plain(fault));
    // Half of a comment is for what could be compared.
    if (end.size() + line.size() > kMaxComment / 2) break;
    end += line;
    ++listed;
  }
  if (listed < faults.size()) end += fmt::format("- and {} more\n", faults.size() - listed);
  return render(shown, kMaxComment - end.size()) + end;
}

}  // namespace virga
