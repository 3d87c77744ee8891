#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/change/render.h"
#include "compiler/change/render_words.h"
#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

class TextChange {
public:
  TextChange(const TemplateChange& change, const ChangeRenderOptions& options)
      : change_(change), color_(options.color), width_(std::max<std::size_t>(options.width, 60)) {}

  std::string run() {
    const std::string names = change_.old_name == change_.new_name
                                  ? printable(change_.new_name)
                                  : fmt::format("{} -> {}", printable(change_.old_name), printable(change_.new_name));
    const std::string stack =
        change_.stack.empty() ? "" : fmt::format(", {}{}", stack_kind(change_), printable(change_.stack));
    line(0, fmt::format("{}{}{}{}: {}", color_.bold, names, color_.reset, stack, change_summary(change_)));
    for (const std::string& note : change_.notes) line(2, fmt::format("{}note: {}{}", color_.dim, note, color_.reset));
    risks();
    resources();
    declarations();
    table("IAM statements", change_.statements, {"", "Effect", "Action", "Resource", "Principal", "Condition", "In"});
    table("Security group rules", change_.openings, {"", "", "Protocol", "Ports", "Peer", "In"});
    return std::move(out_);
  }

private:
  void line(std::size_t indent, std::string_view text) {
    out_.append(indent, ' ');
    out_ += text;
    out_ += '\n';
  }

  void heading(std::string_view title) { out_ += fmt::format("\n{}{}{}\n", color_.bold, title, color_.reset); }

  // Wraps between words; continuation lines are indented by two more.
  void wrapped(std::size_t indent, std::string_view text) {
    std::size_t column = indent;
    bool first = true;
    out_.append(indent, ' ');
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      const std::size_t columns = display_width(word);
      if (!first && column + 1 + columns > width_) {
        out_ += '\n';
        out_.append(indent + 2, ' ');
        column = indent + 2;
      } else if (!first) {
        out_ += ' ';
        ++column;
      }
      out_ += word;
      column += columns;
      first = false;
      text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    out_ += '\n';
  }

  void risks() {
    const RiskKind* last = nullptr;
    for (const Risk& risk : change_.risks) {
      if (last == nullptr || *last != risk.kind) {
        const bool grave = risk.kind <= RiskKind::Denied;
        out_ += fmt::format("\n{}{}{}{}\n", color_.bold, grave ? color_.red : color_.yellow, heading_of(risk.kind),
                            color_.reset);
      }
      last = &risk.kind;
      const SourceFilePtr& file = risk.is_old ? change_.old_source : change_.new_source;
      std::string place;
      if (file != nullptr && risk.place.size() > 0) {
        const LineColumn at = file->line_column(risk.place.begin);
        place =
            fmt::format("{}:{}:{}: ", printable(risk.is_old ? change_.old_name : change_.new_name), at.line, at.column);
      }
      wrapped(2, place + printable(risk.message));
    }
  }

  std::string_view color_of(const ResourceChange& one) const {
    if (one.action == ChangeAction::Add) return color_.green;
    if (one.action == ChangeAction::Remove || one.effect == UpdateEffect::Replace) return color_.red;
    return one.effect == UpdateEffect::MayReplace ? color_.yellow : color_.cyan;
  }

  void resources() {
    if (change_.resources.empty()) return;
    heading("Resources");
    for (const ResourceChange& one : change_.resources) {
      line(2, fmt::format("{}{} {}{} {}", color_of(one), sign_of(one), title_of(one), color_.reset,
                          printable(fate_of(one))));
      if (!one.sam_resource.empty() && one.sam_resource != one.logical_id) {
        line(6, fmt::format("{}made from {}{}", color_.dim, printable(one.sam_resource), color_.reset));
      }
      if (!one.construct.empty()) {
        line(6, fmt::format("{}construct {}{}", color_.dim, printable(one.construct), color_.reset));
      }
      for (const PropertyChange& change : one.changes) {
        const std::string remark = remark_of(change);
        line(6, values_for_people(change, width_ / 2) +
                    (remark.empty() ? std::string() : fmt::format("  {}({}){}", color_.dim, remark, color_.reset)));
      }
      if (one.steps.size() > 1) {
        std::string chain;
        for (const std::string& step : one.steps) chain += (chain.empty() ? "" : ", ") + step;
        wrapped(6, "because " + printable(chain));
      }
    }
  }

  void declarations() {
    declarations("Parameters", change_.parameters);
    declarations("Outputs", change_.outputs);
    declarations("Template", change_.sections);
  }

  void declarations(std::string_view title, const std::vector<DeclarationChange>& list) {
    if (list.empty()) return;
    heading(title);
    for (const DeclarationChange& one : list) line(2, declaration_for_people("", one, width_ / 2).substr(1));
  }

  // Empty columns are left out.
  void table(std::string_view title, const std::vector<AccessChange>& rows, const std::vector<std::string>& head) {
    if (rows.empty()) return;
    heading(title);
    std::vector<std::vector<std::string>> cells = {head};
    const std::vector<std::vector<std::string>> shown = cells_for_people(rows, width_ / 3);
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const AccessChange& row = rows[at];
      std::vector<std::string> texts = {row.is_added ? "+" : "-"};
      texts.insert(texts.end(), shown[at].begin(), shown[at].end());
      texts.push_back(printable(row.resource) + (row.when.empty() ? "" : " when " + printable(row.when)));
      cells.push_back(std::move(texts));
    }
    std::vector<std::size_t> widths(head.size());
    for (std::size_t i = 0; i < head.size(); ++i) {
      for (std::size_t row = 1; row < cells.size(); ++row)
        widths[i] = std::max(widths[i], display_width(cells[row][i]));
      if (widths[i] > 0) widths[i] = std::max(widths[i], display_width(cells[0][i]));
    }
    for (std::size_t row = 0; row < cells.size(); ++row) {
      std::string text;
      for (std::size_t i = 0; i < head.size(); ++i) {
        if (widths[i] == 0) continue;
        text += cells[row][i];
        text.append(widths[i] - display_width(cells[row][i]) + 2, ' ');
      }
      text.erase(text.find_last_not_of(' ') + 1);
      const std::string_view shade = row == 0 ? color_.dim : rows[row - 1].is_added ? color_.green : color_.red;
      line(2, fmt::format("{}{}{}", shade, text, color_.reset));
    }
  }

  const TemplateChange& change_;
  const Palette color_;
  const std::size_t width_;
  std::string out_;
};

}  // namespace

std::string render_change_text(const TemplateChange& change, const ChangeRenderOptions& options) {
  std::string text = TextChange(change, options).run();
  for (const TemplateChange& nested : change.nested) text += "\n" + render_change_text(nested, options);
  return text;
}

}  // namespace virga
