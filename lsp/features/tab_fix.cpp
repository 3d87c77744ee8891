#include "lsp/features/tab_fix.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/indentation.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::uint32_t kWidest = 12;                         // spaces that a tab may stand for
constexpr std::size_t kMostJudged = std::size_t{256} * 1024;  // bytes of a text that is linted for several widths

// What precedes the content of a line: white space, and the dashes of list items.
std::string_view prefix_of(std::string_view line) {
  std::size_t end = std::min(line.find_first_not_of(kBlanks), line.size());
  while (end + 1 < line.size() && line[end] == '-' && kBlanks.find(line[end + 1]) != std::string_view::npos) {
    end = std::min(line.find_first_not_of(kBlanks, end + 1), line.size());
  }
  return line.substr(0, end);
}

bool has_tab(std::string_view text) { return text.find('\t') != std::string_view::npos; }

// The text with spaces up to the next stop in place of each tab.
std::string expanded(std::string_view prefix, std::uint32_t width) {
  std::string text;
  for (const char c : prefix) {
    if (c == '\t') {
      text.append(width - text.size() % width, ' ');
    } else {
      text += c;
    }
  }
  return text;
}

// Whether a line ends with the "|" or ">" of a block scalar.
bool opens_block_scalar(std::string_view line) {
  for (std::size_t comment = line.find(" #"); comment != std::string_view::npos;
       comment = line.find(" #", comment + 1)) {
    if (opens_block_scalar(line.substr(0, comment))) return true;
  }
  line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
  const std::size_t sign = line.find_last_of("|>");
  return sign != std::string_view::npos && line.find_first_not_of("+-123456789", sign + 1) == std::string_view::npos &&
         (sign == 0 || kBlanks.find(line[sign - 1]) != std::string_view::npos);
}

// The edits for one width of a tab. The text of a block scalar keeps its own tabs behind the indentation that all its
// lines have.
class Expansion {
public:
  explicit Expansion(std::uint32_t width) : width_(width) {}

  // False if the line cannot be told from the text of a block scalar.
  bool add(std::string_view line, std::uint32_t start) {
    const bool is_empty = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (in_scalar_ && is_empty) return true;
    if (in_scalar_) {
      const std::string_view blanks = line.substr(0, std::min(line.find_first_not_of(kBlanks), line.size()));
      if (indent_.empty() && expanded(blanks, width_).size() > scalar_column_) indent_ = blanks;
      if (!indent_.empty() && line.starts_with(indent_)) {
        replace(start, indent_);
        return true;
      }
      if (expanded(blanks, width_).size() > scalar_column_) return false;
      in_scalar_ = false;
    }
    const std::string_view prefix = prefix_of(line);
    if (is_empty) {
      if (has_tab(prefix)) edits_.push_back({{start, start + static_cast<std::uint32_t>(prefix.size())}, ""});
      return true;
    }
    replace(start, prefix);
    if (opens_block_scalar(line)) {
      in_scalar_ = true;
      indent_ = {};
      // A scalar that is an item lies below its dash, one that is a value below its key.
      const std::string column = expanded(prefix, width_);
      const bool is_item = std::string_view("|>").find(line[prefix.size()]) != std::string_view::npos;
      scalar_column_ = is_item ? column.find_last_of('-') : column.size();
    }
    return true;
  }

  std::vector<TextEdit> take() { return std::move(edits_); }

private:
  void replace(std::uint32_t start, std::string_view prefix) {
    if (!has_tab(prefix)) return;
    edits_.push_back({{start, start + static_cast<std::uint32_t>(prefix.size())}, expanded(prefix, width_)});
  }

  std::uint32_t width_;
  std::vector<TextEdit> edits_;
  bool in_scalar_ = false;
  std::size_t scalar_column_ = 0;  // of what the scalar is indented below
  std::string_view indent_;        // that of the scalar's lines; empty before the first one
};

std::vector<TextEdit> edits_for(const SourceFile& source, std::uint32_t width) {
  Expansion expansion(width);
  const LineIndex& lines = source.lines();
  for (std::uint32_t line = 0; line < lines.line_count(); ++line) {
    if (!expansion.add(lines.line_text(line), lines.line_start(line))) return {};
  }
  return expansion.take();
}

// A text without its tabs, and how good it is.
struct Candidate {
  std::vector<TextEdit> edits;
  std::shared_ptr<const Snapshot> snapshot;
  std::size_t errors = 0;
  std::size_t findings = 0;

  bool is_better_than(const Candidate& other) const {
    return std::pair(errors, findings) < std::pair(other.errors, other.findings);
  }
  bool is_as_good_as(const Candidate& other) const { return errors == other.errors && findings == other.findings; }
};

}  // namespace

bool is_at_tab(const Analysis& analysis, const Diagnostic& finding) {
  if (finding.rule != "E0000" || analysis.is_json()) return false;
  const LineIndex& lines = analysis.source().lines();
  const std::uint32_t line = lines.line_of(finding.range.begin);
  const std::string_view prefix = prefix_of(lines.line_text(line));
  return has_tab(prefix) && finding.range.begin <= lines.line_start(line) + prefix.size();
}

std::optional<Fix> spaces_for_tabs(const Analysis& analysis) {
  const SourceFile& source = analysis.source();
  if (source.text().size() > kMostJudged) return std::nullopt;
  const std::uint32_t step = indentation_step(analysis.tree());
  std::vector<std::uint32_t> widths;
  for (std::uint32_t width = 2; width <= kWidest; ++width) widths.push_back(width);
  std::stable_partition(widths.begin(), widths.end(), [&](std::uint32_t width) { return width % step == 0; });
  std::vector<Candidate> candidates;  // all different
  for (const std::uint32_t width : widths) {
    Candidate one;
    one.edits = edits_for(source, width);
    if (one.edits.empty()) continue;
    const auto changed = std::make_shared<const SourceFile>(source.name(), apply_edits(source.text(), one.edits));
    one.snapshot = open_snapshot(changed, analysis.options().lint);
    if (one.snapshot->is_broken()) continue;
    const bool is_known = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
      return is_same_template(*one.snapshot->tree().root, *other.snapshot->tree().root);
    });
    if (!is_known) candidates.push_back(std::move(one));
  }
  if (candidates.empty()) return std::nullopt;
  if (candidates.size() > 1) {
    for (Candidate& one : candidates) {
      for (const Diagnostic& found : lint(*one.snapshot, analysis.options().lint).findings) {
        one.errors += found.severity == Severity::Error ? 1 : 0;
        ++one.findings;
      }
    }
  }
  const auto best = std::min_element(candidates.begin(), candidates.end(),
                                     [](const Candidate& a, const Candidate& b) { return a.is_better_than(b); });
  const auto as_good = std::count_if(candidates.begin(), candidates.end(),
                                     [&](const Candidate& other) { return other.is_as_good_as(*best); });
  if (as_good > 1) return std::nullopt;
  return Fix{"Indent with spaces", FixSafety::Safe, std::move(best->edits)};
}

}  // namespace virga::lsp
