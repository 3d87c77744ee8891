#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "compiler/change/render.h"
#include "compiler/change/render_words.h"
#include "compiler/change/update_behavior.h"
#include "compiler/diagnostics/text.h"

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

// What is shown: each leaves out more than the one before it, and what hurts least.
enum class Extent : std::uint8_t {
  All,
  SevereProperties,  // of properties those that replace their resource, or may, or cannot be updated
  NoProperties,
  SevereResources,  // of resources those that are removed or replaced, or may be; and no tables beside them
  Risks,            // no resources; as much as there is room for
};

// How much was left out.
struct Omitted {
  std::size_t properties = 0, resources = 0, rows = 0, risks = 0, templates = 0;
};

class MarkdownChange {
public:
  // `room` in bytes, for Extent::Risks.
  MarkdownChange(const TemplateChange& change, Extent extent, std::size_t room, Omitted& omitted)
      : change_(change), extent_(extent), room_(room), omitted_(omitted) {}

  std::string run() {
    const std::string stack =
        change_.stack.empty() ? "" : fmt::format(", {}{}", stack_kind(change_), code(change_.stack));
    out_ = fmt::format("{} {}{}: {}\n", stack.empty() ? "###" : "####", code(change_.new_name), stack,
                       change_summary(change_));
    for (const std::string& note : change_.notes) {
      if (extent_ != Extent::Risks) out_ += fmt::format("\n> {}\n", plain(note));
    }
    risks();
    resources();
    details();
    declarations("Parameters", change_.parameters);
    declarations("Outputs", change_.outputs);
    declarations("Template", change_.sections);
    table("IAM statements", change_.statements, {"", "Effect", "Action", "Resource", "Principal", "Condition", "In"});
    table("Security group rules", change_.openings, {"", "", "Protocol", "Ports", "Peer", "In"});
    return std::move(out_);
  }

private:
  void risks() {
    const RiskKind* last = nullptr;
    for (const Risk& risk : change_.risks) {
      std::string line;
      if (last == nullptr || *last != risk.kind) line = fmt::format("\n**{}**\n\n", heading_of(risk.kind));
      line += fmt::format("- {}{}\n", plain(risk.message),
                          risk.source.empty() ? "" : fmt::format(" ([why]({}))", risk.source));
      if (extent_ == Extent::Risks && out_.size() + line.size() > room_) {
        ++omitted_.risks;
        continue;
      }
      last = &risk.kind;
      out_ += line;
    }
  }

  void resources() {
    std::vector<const ResourceChange*> shown;
    for (const ResourceChange& one : change_.resources) {
      const bool is_severe = one.action == ChangeAction::Remove || may_replace(one.effect);
      if (extent_ < Extent::SevereResources || (extent_ == Extent::SevereResources && is_severe)) shown.push_back(&one);
    }
    omitted_.resources += change_.resources.size() - shown.size();
    if (shown.empty()) return;
    out_ += "\n| | Resource | Type | |\n|---|---|---|---|\n";
    for (const ResourceChange* shown_one : shown) {
      const ResourceChange& one = *shown_one;
      out_ += fmt::format("| {} | {} | {} | {} |\n", code(sign_of(one)), code(one.logical_id), plain(one.type),
                          plain(fate_of(one) + (one.construct.empty() ? "" : "; construct " + one.construct)));
    }
  }

  void details() {
    std::string rows;
    for (const ResourceChange& one : change_.resources) {
      for (const PropertyChange& change : one.changes) {
        const bool is_severe = may_replace(change.effect) || change.effect == UpdateEffect::Unsupported;
        if (extent_ >= Extent::NoProperties || (extent_ == Extent::SevereProperties && !is_severe)) {
          ++omitted_.properties;
          continue;
        }
        rows += fmt::format("| {} | {} | {} | {} |\n", code(one.logical_id + "." + path_for_people(change)),
                            code_of(change.before, change.after), code_of(change.after, change.before),
                            plain(remark_of(change)));
      }
    }
    if (rows.empty()) return;
    out_ += "\n<details><summary>Changed properties</summary>\n";
    out_ += "\n| Property | Before | After | |\n|---|---|---|---|\n";
    out_ += rows;
    out_ += "\n</details>\n";
  }

  // Whether tables beside resources are left out.
  bool without_rows(std::size_t rows) {
    if (extent_ < Extent::SevereResources) return rows == 0;
    omitted_.rows += rows;
    return true;
  }

  void declarations(std::string_view title, const std::vector<DeclarationChange>& list) {
    if (without_rows(list.size())) return;
    out_ += fmt::format("\n| {} | Before | After | |\n|---|---|---|---|\n", title);
    for (const DeclarationChange& one : list) {
      std::string remark = one.action == ChangeAction::Add      ? "is added"
                           : one.action == ChangeAction::Remove ? "is removed"
                                                                : one.what;
      if (!one.when.empty()) remark += " when " + one.when;
      if (!one.note.empty()) remark += (remark.empty() ? "" : ", ") + one.note;
      out_ += fmt::format("| {} | {} | {} | {} |\n", code(one.name), code_of(one.before, one.after),
                          code_of(one.after, one.before), plain(remark));
    }
  }

  void table(std::string_view title, const std::vector<AccessChange>& rows, const std::vector<std::string>& head) {
    if (without_rows(rows.size())) return;
    out_ += fmt::format("\n**{}**\n\n|", title);
    for (const std::string& name : head) out_ += fmt::format(" {} |", name);
    out_ += "\n|";
    for (std::size_t i = 0; i < head.size(); ++i) out_ += "---|";
    out_ += '\n';
    const std::vector<std::vector<std::string>> cells = cells_for_people(rows, kValueWidth);
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const AccessChange& row = rows[at];
      out_ += fmt::format("| {} |", code(row.is_added ? "+" : "-"));
      for (const std::string& cell : cells[at]) out_ += cell.empty() ? " |" : fmt::format(" {} |", code(cell));
      out_ += fmt::format(" {}{} |\n", code(row.resource), row.when.empty() ? "" : " when " + plain(row.when));
    }
  }

  const TemplateChange& change_;
  const Extent extent_;
  const std::size_t room_;
  Omitted& omitted_;
  std::string out_;
};

// The change of each template that has one, nested stacks behind theirs.
void flatten(const TemplateChange& change, std::vector<const TemplateChange*>& out) {
  out.push_back(&change);
  for (const TemplateChange& nested : change.nested) flatten(nested, out);
}

bool has_grave_risk(const TemplateChange* change) {
  return std::any_of(change->risks.begin(), change->risks.end(),
                     [](const Risk& risk) { return risk.kind <= RiskKind::Denied; });
}

// The changes, at most `room` bytes if only risks are shown.
std::string render(std::vector<const TemplateChange*> changes, Extent extent, std::size_t room, Omitted& omitted) {
  const bool is_short = extent == Extent::Risks;
  if (is_short) std::stable_partition(changes.begin(), changes.end(), has_grave_risk);
  std::string out;
  for (const TemplateChange* change : changes) {
    Omitted more = omitted;
    const std::size_t left = room > out.size() ? room - out.size() : 0;
    const std::string text = MarkdownChange(*change, extent, left, more).run();
    if (is_short && text.size() + 1 > left) {
      ++omitted.templates;
      continue;
    }
    omitted = more;
    if (!out.empty()) out += '\n';
    out += text;
  }
  return out;
}

std::string left_out(const Omitted& omitted) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, std::string_view noun) {
    if (count > 0) parts.push_back(plural(count, noun));
  };
  add(omitted.templates, "template");
  add(omitted.risks, "risk");
  add(omitted.resources, "resource");
  add(omitted.properties, "property change");
  add(omitted.rows, "table row");
  return fmt::format(
      "\n> Left out, because GitHub takes no comment of more than {} characters: {}. `virga diff` without "
      "`--format` shows them.\n",
      kMaxComment, fmt::join(parts, ", "));
}

}  // namespace

std::string render_change_markdown(std::span<const TemplateChange> changes, const NotCompared& rest) {
  std::vector<std::string> faults = rest.faults;
  faults.insert(faults.end(), rest.skipped.begin(), rest.skipped.end());
  std::vector<const TemplateChange*> shown;
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
  for (const Extent extent : {Extent::All, Extent::SevereProperties, Extent::NoProperties, Extent::SevereResources}) {
    Omitted omitted;
    const std::string text = render(shown, extent, 0, omitted);
    if (extent == Extent::All && text.size() + end.size() <= kMaxComment) return text + end;
    if (text.size() + end.size() + kReserve <= kMaxComment) return text + left_out(omitted) + end;
  }
  Omitted omitted;
  const std::string text = render(shown, Extent::Risks, kMaxComment - kReserve - end.size(), omitted);
  return text + left_out(omitted) + end;
}

}  // namespace virga
