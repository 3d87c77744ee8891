#include <fmt/format.h>

#include <algorithm>

#include "compiler/change/render.h"
#include "compiler/change/render_words.h"
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
  if (!value->by_default.empty()) text += fmt::format(" ({} by default)", code(cut(value->by_default, kValueWidth)));
  return text;
}

class MarkdownChange {
public:
  explicit MarkdownChange(const TemplateChange& change) : change_(change) {}

  std::string run() {
    const std::string stack = change_.stack.empty() ? "" : ", nested stack " + code(change_.stack);
    out_ = fmt::format("{} {}{}: {}\n", stack.empty() ? "###" : "####", code(change_.new_name), stack,
                       change_summary(change_));
    for (const std::string& note : change_.notes) out_ += fmt::format("\n> {}\n", plain(note));
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
      if (last == nullptr || *last != risk.kind) out_ += fmt::format("\n**{}**\n\n", heading_of(risk.kind));
      last = &risk.kind;
      out_ += fmt::format("- {}{}\n", plain(risk.message),
                          risk.source.empty() ? "" : fmt::format(" ([why]({}))", risk.source));
    }
  }

  void resources() {
    if (change_.resources.empty()) return;
    out_ += "\n| | Resource | Type | |\n|---|---|---|---|\n";
    for (const ResourceChange& one : change_.resources) {
      out_ += fmt::format("| {} | {} | {} | {} |\n", code(sign_of(one)), code(one.logical_id), plain(one.type),
                          plain(fate_of(one) + (one.construct.empty() ? "" : "; construct " + one.construct)));
    }
  }

  void details() {
    if (std::all_of(change_.resources.begin(), change_.resources.end(),
                    [](const ResourceChange& one) { return one.changes.empty(); })) {
      return;
    }
    out_ += "\n<details><summary>Changed properties</summary>\n";
    out_ += "\n| Property | Before | After | |\n|---|---|---|---|\n";
    for (const ResourceChange& one : change_.resources) {
      for (const PropertyChange& change : one.changes) {
        out_ += fmt::format("| {} | {} | {} | {} |\n", code(one.logical_id + "." + path_for_people(change)),
                            code_of(change.before, change.after), code_of(change.after, change.before),
                            plain(remark_of(change)));
      }
    }
    out_ += "\n</details>\n";
  }

  void declarations(std::string_view title, const std::vector<DeclarationChange>& list) {
    if (list.empty()) return;
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
    if (rows.empty()) return;
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
  std::string out_;
};

void add(const TemplateChange& change, std::string& out) {
  if (!out.empty()) out += '\n';
  out += MarkdownChange(change).run();
  for (const TemplateChange& nested : change.nested) add(nested, out);
}

}  // namespace

std::string render_change_markdown(std::span<const TemplateChange> changes, std::span<const std::string> faults) {
  std::string out;
  std::size_t unchanged = 0;
  for (const TemplateChange& change : changes) {
    if (change.is_empty() && change.notes.empty() && changes.size() > 1) {
      ++unchanged;
      continue;
    }
    add(change, out);
  }
  if (unchanged > 0) {
    out += fmt::format("{}{} without a change\n", out.empty() ? "" : "\n", plural(unchanged, "template"));
  }
  if (!faults.empty()) out += fmt::format("{}**Not compared**\n\n", out.empty() ? "" : "\n");
  for (const std::string& fault : faults) out += fmt::format("- {}\n", plain(fault));
  return out;
}

}  // namespace virga
