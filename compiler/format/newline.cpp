// Formatting after a line break was typed.
#include <algorithm>

#include "compiler/edit/edit_builder.h"
#include "compiler/format/layouts.h"

namespace virga {

namespace {

std::size_t indentation_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }
bool is_blank(std::string_view line) { return indentation_of(line) == line.size(); }

// The line without trailing white space and comment. A "#" counts as the start of a comment only after an even number
// of quotes.
std::string_view code_of(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    const std::string_view before = line.substr(0, at);
    const bool apart = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    if (apart && std::count(before.begin(), before.end(), '"') % 2 == 0 &&
        std::count(before.begin(), before.end(), '\'') % 2 == 0) {
      line = before;
      break;
    }
  }
  return line.substr(0, line.find_last_not_of(" \t") + 1);
}

// "Key: |", "- >-"
bool begins_block_scalar(std::string_view code) {
  const std::size_t mark = code.find_last_not_of("+-0123456789");
  if (mark == std::string_view::npos || (code[mark] != '|' && code[mark] != '>')) return false;
  return mark == 0 || code[mark - 1] == ' ';
}

// Whether a zero-based line is part of a block scalar.
bool inside_block_scalar(const LineIndex& lines, std::uint32_t line) {
  std::size_t least = std::string_view::npos;
  for (std::uint32_t at = line + 1; at > 0; --at) {
    const std::string_view text = lines.line_text(at - 1);
    if (is_blank(text) || indentation_of(text) >= least) continue;
    if (at - 1 < line && begins_block_scalar(code_of(text))) return true;
    least = indentation_of(text);
    if (least == 0) return false;
  }
  return false;
}

// The least indentation, in columns, of a line below `previous`.
std::size_t yaml_indentation_below(std::string_view previous, std::uint32_t step) {
  const std::string_view code = code_of(previous);
  if (code.empty()) return 0;
  std::size_t column = indentation_of(code);
  // In "- Key: a" the item begins at the key.
  std::size_t item = column;
  while (item + 1 < code.size() && code[item] == '-' && code[item + 1] == ' ') {
    item = std::min(code.find_first_not_of(' ', item + 1), code.size());
  }
  if (code.back() == ':' || begins_block_scalar(code)) return item + step;
  const bool mapping_item = item > column && code.find(": ", item) != std::string_view::npos;
  return mapping_item ? item : 0;
}

}  // namespace

FormatResult format_on_newline(const SyntaxTree& tree, std::uint32_t offset, const FormatOptions& given) {
  const FormatOptions options = with_indentation_of(tree, given);
  FormatResult result;
  const SourceFile& source = *tree.source;
  const LineIndex& lines = source.lines();
  const std::uint32_t line = lines.line_of(offset);
  if (line == 0) return result;
  const std::uint32_t left = line - 1;
  const std::string_view previous = lines.line_text(left);
  const std::string_view current = lines.line_text(line);
  // YAML takes no tabs, and what replaces one alone does not fit the others.
  const auto has_tab = [](std::string_view text) {
    return text.substr(0, indentation_of(text)).find('\t') != text.npos;
  };
  if (!writes_json(tree) && (has_tab(previous) || has_tab(current))) return result;

  // Formats the spaces in the previous line, but not its indentation, on which that of the new line is based.
  FormatOptions tidy = options;
  tidy.quotes = QuoteStyle::Keep;
  const std::uint32_t left_start = lines.line_start(left);
  const auto left_end = static_cast<std::uint32_t>(left_start + previous.size());
  const auto code_start = static_cast<std::uint32_t>(left_start + indentation_of(previous));
  FormatResult tidied = format_range(tree, {left_start, left_end}, tidy);
  for (TextEdit& edit : tidied.edits) {
    if (edit.range.begin >= code_start && edit.range.end <= left_end && code_start < left_end) {
      result.edits.push_back(std::move(edit));
    }
  }

  if (!is_blank(current) || is_blank(previous)) return result;
  const std::uint32_t start = lines.line_start(line);
  std::string wanted(current);
  if (writes_json(tree)) {
    const std::string_view code = code_of(previous);
    wanted = previous.substr(0, indentation_of(previous));
    if (code.ends_with('{') || code.ends_with('[')) {
      wanted += options.tabs ? std::string(1, '\t') : std::string(std::clamp(options.indent, 2U, 8U), ' ');
    }
  } else if (!inside_block_scalar(lines, left)) {
    const std::size_t least = yaml_indentation_below(previous, std::clamp(options.indent, 2U, 8U));
    if (current.size() < least) wanted.assign(least, ' ');
  }
  if (wanted.size() > current.size()) {
    result.edits.push_back({{start, start + static_cast<std::uint32_t>(current.size())}, std::move(wanted)});
  }
  return result;
}

}  // namespace virga
