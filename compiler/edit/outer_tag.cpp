#include "compiler/edit/outer_tag.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "compiler/edit/line_edits.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

// The end of a value between brackets with its tags, on its line or, if it is in brackets itself, where those close;
// nullopt if they do not.
std::optional<std::uint32_t> end_of_flow_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  std::size_t end = at;  // of the last character that is no white space
  while (at < text.size()) {
    const char c = text[at];
    const bool begins_word = at == 0 || is_in(" \t\r\n,[{:", text[at - 1]);
    if ((c == '"' || c == '\'') && begins_word) {
      do {
        at += text[at] == '\\' && c == '"' ? 2 : 1;
      } while (at < text.size() && text[at] != c);
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}' || (depth == 0 && (c == ',' || is_break(c)))) {
      if (depth == 0) return static_cast<std::uint32_t>(end);
      --depth;
    }
    ++at;
    if (!is_space(c)) end = at;
  }
  return std::nullopt;
}

// Indents the lines below that are indented further than `column`, save for empty ones.
void indent_lines_below(std::string_view text, std::size_t at, std::size_t column, std::uint32_t step,
                        std::vector<TextEdit>& edits) {
  for (at = text.find('\n', at); at != std::string_view::npos; at = text.find('\n', at)) {
    const std::size_t line = ++at;
    const std::size_t first = std::min(text.find_first_not_of(' ', line), text.size());
    if (first == text.size() || is_break(text[first])) continue;
    if (first - line <= column) return;
    edits.push_back({{static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(line)}, std::string(step, ' ')});
  }
}

}  // namespace

std::vector<TextEdit> call_in_full(std::string_view text, TextRange tag, std::string_view function, bool in_flow,
                                   std::uint32_t step) {
  if (in_flow) {
    const auto end = end_of_flow_value(text, tag.end);
    if (!end) return {};
    return {{tag, fmt::format("{{{}:", function)}, {{*end, *end}, "}"}};
  }
  std::optional<TextEdit> key = key_for_tag(text, tag, function, step);
  if (!key) return {};
  std::vector<TextEdit> edits = {std::move(*key)};
  const std::size_t line = text.find_last_of("\r\n", tag.begin) + 1;  // 0, the first one, if there is no break
  const std::string_view before = text.substr(line, tag.begin - line);
  // What belongs to a key or an item is indented further than that; below a tag that begins its line, as far.
  std::size_t column = before.find_first_not_of(" -");
  if (column == std::string_view::npos) column = before.find_last_of('-');
  if (column == std::string_view::npos && !before.empty()) column = before.size() - 1;
  if (column != std::string_view::npos) indent_lines_below(text, tag.end, column, step, edits);
  return edits;
}

std::optional<TextEdit> key_for_tag(std::string_view text, TextRange tag, std::string_view function,
                                    std::uint32_t step) {
  const std::size_t before_line = text.find_last_of("\r\n", tag.begin);
  const std::size_t line = before_line == std::string_view::npos ? 0 : before_line + 1;
  const std::string_view before = text.substr(line, tag.begin - line);
  const std::size_t last = before.find_last_not_of(" \t");
  if (last == std::string_view::npos || before[last] == '-') return TextEdit{tag, fmt::format("{}:", function)};
  if (before[last] != ':') return std::nullopt;
  // A key on a line of its own, below the one before the tag.
  const std::size_t column = before.find_first_not_of(" -");
  return TextEdit{{static_cast<std::uint32_t>(line + last + 1), tag.end},
                  fmt::format("{}{}{}:", line_break_of(text), std::string(column + step, ' '), function)};
}

}  // namespace virga
