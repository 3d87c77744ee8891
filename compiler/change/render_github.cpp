#include <fmt/format.h>

#include <filesystem>
#include <iterator>

#include "compiler/change/render.h"
#include "compiler/change/render_words.h"
#include "compiler/change/update_behavior.h"
#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

// Escapes text for workflow commands; properties need more escapes than messages.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

void command(std::string& out, std::string_view level, const std::string& file, const SourceFilePtr& source,
             TextRange place, std::string_view title, std::string_view message) {
  const LineColumn at = source == nullptr ? LineColumn() : source->line_column(place.begin);
  fmt::format_to(std::back_inserter(out), "::{} file={},line={},col={},title={}::{}\n", level, escaped(file, true),
                 at.line, at.column, escaped(title, true), escaped(message, false));
}

}  // namespace

std::string render_change_github(std::span<const TemplateChange> changes, const NotCompared& rest,
                                 const std::string& folder) {
  std::string out;
  const auto list = [&](std::string_view level, const std::vector<std::string>& sentences) {
    for (const std::string& one : sentences) {
      fmt::format_to(std::back_inserter(out), "::{} title=Not compared::{}\n", level, escaped(one, false));
    }
  };
  list("error", rest.faults);
  list("warning", rest.skipped);
  for (const TemplateChange& change : changes) {
    const std::string file =
        folder.empty() ? change.new_name
                       : (std::filesystem::path(folder) / change.new_name).lexically_normal().generic_string();
    // A removed resource has no line in the new template, so its risks are reported at the start of the file.
    const auto place = [](const Risk& risk) { return risk.is_old ? TextRange() : risk.place; };
    for (const Risk& risk : change.risks) {
      const bool grave = risk.kind <= RiskKind::Denied;
      command(out, grave ? "error" : "warning", file, change.new_source, place(risk), heading_of(risk.kind),
              risk.message);
    }
    for (const ResourceChange& one : change.resources) {
      if (replacement_of(one.effect) == "False" || one.action != ChangeAction::Modify) continue;
      std::string message = fmt::format("{} {}", title_of(one), fate_of(one));
      for (const PropertyChange& property : one.changes) {
        if (!may_replace(property.effect)) continue;
        message += fmt::format("\n{}  ({})", values_for_people(property, 60), remark_of(property));
      }
      command(out, "notice", file, change.new_source, one.place, "Replacement", message);
    }
    if (!change.is_empty()) {
      command(out, "notice", file, change.new_source, {}, "Change", change_summary(change));
    }
    out += render_change_github(change.nested, {}, folder);
  }
  return out;
}

}  // namespace virga
