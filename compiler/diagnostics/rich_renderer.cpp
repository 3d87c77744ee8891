// Findings for people: the source line with the range marked, notes and fixes.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

constexpr std::size_t kTabWidth = 4;

// A source line laid out in terminal columns, truncated to a window around the marked part.
struct Excerpt {
  std::string text;
  std::size_t indent = 0;  // columns before the marks
  std::size_t marks = 1;   // number of marked columns
};

struct Cell {
  char32_t code_point;
  std::size_t column;  // its first terminal column
  std::size_t width;
};

// Only looks at the surroundings of the marked bytes, since a line may have megabytes. `is_secret` says of a byte of
// the line whether it must not be shown.
template <typename IsSecret>
Excerpt excerpt_of(std::string_view line, std::size_t begin, std::size_t end, std::size_t width,
                   const IsSecret& is_secret) {
  constexpr std::size_t kReach = 400;
  const auto boundary = [&](std::size_t offset) {
    while (offset > 0 && offset < line.size() && (static_cast<unsigned char>(line[offset]) & 0xC0U) == 0x80) --offset;
    return offset;
  };
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  const std::size_t from = boundary(begin > kReach ? begin - kReach : 0);
  const std::size_t to = boundary(std::min(line.size(), begin + kReach));

  std::vector<Cell> cells;
  std::size_t column = 0;
  std::size_t mark_begin = 0;
  std::size_t mark_end = 0;
  std::string_view rest = line.substr(from, to - from);
  while (!rest.empty()) {
    const std::size_t offset = to - rest.size();
    if (offset <= begin) mark_begin = mark_end = column;
    const char32_t written = next_code_point(rest);
    const char32_t c = is_secret(offset) ? U'*' : written;
    if (c == '\t') {
      const std::size_t stop = (column / kTabWidth + 1) * kTabWidth;
      while (column < stop) cells.push_back({' ', column++, 1});
    } else {
      const std::size_t cell_width = display_width(c);
      cells.push_back({c, column, cell_width});
      column += cell_width;
    }
    if (offset < end) mark_end = column;
  }
  if (begin >= to) mark_begin = mark_end = column;

  // The window: the marked part, and what precedes it as far as it fits.
  const std::size_t mark_width = std::max<std::size_t>(1, mark_end - mark_begin);
  std::size_t left = 0;
  if (column > width && mark_begin + mark_width > width) {
    const std::size_t shown = std::min(mark_width, width / 2);
    left = mark_begin + shown + 8 > width ? mark_begin + shown + 8 - width : 0;
    left = std::min(left, mark_begin);
  }
  const bool cut_left = left > 0 || from > 0;
  const std::size_t right = left + width;
  const bool cut_right = column > right || to < line.size();

  Excerpt excerpt;
  std::size_t shift = 0;
  if (cut_left) {
    excerpt.text += "…";
    shift = 1;
  }
  std::size_t first = column;  // column of the first visible cell
  bool started = false;
  for (const Cell& cell : cells) {
    if (cell.column < left) continue;
    if (cell.column + cell.width > right) break;
    if (!started) first = cell.column;
    started = true;
    std::string one;
    append_utf8(one, cell.code_point);
    excerpt.text += printable(one);
  }
  if (cut_right) excerpt.text += "…";
  while (!excerpt.text.empty() && excerpt.text.back() == ' ') excerpt.text.pop_back();
  excerpt.indent = mark_begin - std::min(mark_begin, first) + shift;
  excerpt.marks = std::max<std::size_t>(1, std::min(mark_end, right) - std::min(mark_begin, right));
  return excerpt;
}

class RichRenderer : public Renderer {
public:
  explicit RichRenderer(const RenderOptions& options) : options_(options), color_(options.color) {}

  void file(const FileFindings& file, std::string& out) override {
    for (const Diagnostic& finding : file.findings) write(file, finding, out);
  }

  void end(const RunSummary& summary, std::string& out) override {
    auto to = std::back_inserter(out);
    const std::string known =
        summary.baselined == 0 ? std::string() : fmt::format("; {} in the baseline", summary.baselined);
    if (summary.total() == 0) {
      fmt::format_to(to, "{}No findings{} in {}{}.\n", color_.green, color_.reset, plural(summary.files, "template"),
                     known);
      return;
    }
    std::string counts;
    const auto add = [&](std::size_t count, std::string_view color, const std::string& text) {
      if (count == 0) return;
      if (!counts.empty()) counts += ", ";
      counts += fmt::format("{}{}{}", color, text, color_.reset);
    };
    add(summary.errors, color_.red, plural(summary.errors, "error"));
    add(summary.warnings, color_.yellow, plural(summary.warnings, "warning"));
    add(summary.informational, color_.blue, fmt::format("{} informational", summary.informational));
    // Findings about the command line and parameter files are not in a template.
    fmt::format_to(to, "Found {} in {} of {}{}.\n", counts, std::min(summary.files_with_findings, summary.files),
                   plural(summary.files, "template"), known);
    // Whether a fix can stay shows only when it is made.
    const auto have = [](std::size_t count) {
      return fmt::format("{} {}", plural(count, "finding"), count == 1 ? "has" : "have");
    };
    if (summary.fixable > 0) {
      fmt::format_to(to, "{} a safe fix (`{} lint --fix`){}.\n", have(summary.fixable), options_.program,
                     summary.fixable_unsafely == 0
                         ? std::string()
                         : fmt::format(", and {} more an unsafe one (`--unsafe-fixes`)", summary.fixable_unsafely));
    } else if (summary.fixable_unsafely > 0) {
      fmt::format_to(to, "{} an unsafe fix (`{} lint --fix --unsafe-fixes`).\n", have(summary.fixable_unsafely),
                     options_.program);
    }
    if (!first_rule_.empty()) {
      fmt::format_to(to, "{}`{} explain {}` explains a rule.{}\n", color_.dim, options_.program, first_rule_,
                     color_.reset);
    }
  }

private:
  std::string_view severity_color(Severity severity) const {
    switch (severity) {
      case Severity::Error:
        break;
      case Severity::Warning:
        return color_.yellow;
      case Severity::Informational:
        return color_.blue;
    }
    return color_.red;
  }

  // Custom rules have no card.
  bool has_card(std::string_view rule) const {
    const RuleText* text = options_.rules == nullptr ? nullptr : options_.rules->find(rule);
    return text != nullptr && !text->source.empty();
  }

  static std::string_view severity_word(Severity severity) {
    return severity == Severity::Informational ? "info" : to_string(severity);
  }

  void write(const FileFindings& file, const Diagnostic& finding, std::string& out) {
    if (first_rule_.empty() && has_card(finding.rule)) first_rule_ = finding.rule;
    auto to = std::back_inserter(out);
    const std::string_view color = severity_color(finding.severity);
    const Span span = span_of(file.source.get(), finding.focus());

    std::size_t gutter = std::to_string(span.begin.line).size();
    for (const Note& note : finding.notes) {
      if (!has_place(note)) continue;
      const Span other = span_of(note.file ? note.file.get() : file.source.get(), note.range);
      gutter = std::max(gutter, std::to_string(other.begin.line).size());
    }

    fmt::format_to(to, "{}{}[{}]{}{}: {}{}\n", color, severity_word(finding.severity), finding.rule, color_.reset,
                   color_.bold, printable(finding.message), color_.reset);
    const std::string where = finding.path.empty() ? std::string() : "  " + printable(to_string(finding.path));
    fmt::format_to(to, "{:>{}}{}-->{} {}:{}:{}{}{}{}\n", "", gutter, color_.cyan, color_.reset, printable(file.name),
                   span.begin.line, span.begin.column, color_.dim, where, color_.reset);
    if (file.source != nullptr) source_lines(*file.source, file.secrets, finding.focus(), gutter, '^', color, out);
    for (const Note& note : finding.notes) write_note(file, note, gutter, out);
    if (finding.generated && !finding.generated->type.empty()) {
      const bool refused = finding.generated->type.starts_with("AWS::Serverless::");
      fmt::format_to(to, "{:>{}} {}={} {} {} ({}){}\n", "", gutter, color_.cyan, color_.reset,
                     refused ? "refused by the SAM transform" : "found in", printable(finding.generated->logical_id),
                     printable(finding.generated->type), refused ? "" : ", which the SAM transform generates from it");
    }
    if (const auto* regions = file.regions_of(finding)) {
      fmt::format_to(to, "{:>{}} {}={} only in {}\n", "", gutter, color_.cyan, color_.reset,
                     printable(some_regions(*regions)));
    }
    for (const Fix& fix : finding.fixes) {
      fmt::format_to(to, "{:>{}} {}={} {}fix{}: {}{}\n", "", gutter, color_.cyan, color_.reset, color_.green,
                     color_.reset, printable(fix.title),
                     fix.safety == FixSafety::Safe ? "" : " (review before applying)");
    }
    out += '\n';
  }

  static bool has_place(const Note& note) { return note.file != nullptr || note.range != TextRange{}; }

  void write_note(const FileFindings& file, const Note& note, std::size_t gutter, std::string& out) {
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{:>{}} {}={} {}note{}: {}\n", "", gutter, color_.cyan, color_.reset, color_.bold, color_.reset,
                   printable(note.message));
    const SourceFile* source = note.file ? note.file.get() : file.source.get();
    if (!has_place(note) || source == nullptr) return;
    const Span span = span_of(source, note.range);
    fmt::format_to(to, "{:>{}}{}-->{} {}:{}:{}\n", "", gutter, color_.cyan, color_.reset,
                   printable(note.file ? note.file->name() : file.name), span.begin.line, span.begin.column);
    source_lines(*source, file.secrets_of(note.file), note.range, gutter, '-', color_.cyan, out);
  }

  void source_lines(const SourceFile& source, std::span<const TextRange> secrets, TextRange range, std::size_t gutter,
                    char mark, std::string_view color, std::string& out) {
    const LineIndex& lines = source.lines();
    const auto size = static_cast<std::uint32_t>(source.text().size());
    const std::uint32_t begin = std::min(range.begin, size);
    const std::uint32_t end = std::max(std::min(range.end, size), begin);
    const std::uint32_t line = lines.line_of(begin);
    const std::uint32_t last = lines.line_of(end > begin ? end - 1 : end);
    const std::string_view text = lines.line_text(line);
    const std::uint32_t start = lines.line_start(line);
    const std::size_t width = options_.width > gutter + 24 ? options_.width - gutter - 6 : 40;
    const std::size_t mark_end = last > line ? text.size() : end - start;
    const auto is_secret = [&](std::size_t offset) {
      return std::any_of(secrets.begin(), secrets.end(), [&](TextRange secret) {
        return secret.begin <= start + offset && start + offset < secret.end;
      });
    };
    const Excerpt excerpt = excerpt_of(text, begin - start, mark_end, width, is_secret);

    auto to = std::back_inserter(out);
    fmt::format_to(to, "{:>{}} {}|{}\n", "", gutter, color_.cyan, color_.reset);
    fmt::format_to(to, "{}{:>{}} |{} {}\n", color_.cyan, line + 1, gutter, color_.reset, excerpt.text);
    fmt::format_to(to, "{:>{}} {}|{} {:>{}}{}{}{}{}\n", "", gutter, color_.cyan, color_.reset, "", excerpt.indent,
                   color, std::string(excerpt.marks, mark),
                   last > line ? fmt::format(" and {}", plural(last - line, "more line")) : std::string(),
                   color_.reset);
  }

  RenderOptions options_;
  Palette color_;
  std::string first_rule_;
};

}  // namespace

std::unique_ptr<Renderer> make_rich_renderer(const RenderOptions& options) {
  return std::make_unique<RichRenderer>(options);
}

}  // namespace virga
