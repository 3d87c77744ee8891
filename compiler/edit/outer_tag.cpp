#include "compiler/edit/outer_tag.h"

#include <fmt/format.h>

#include <string>

#include "compiler/edit/line_edits.h"

namespace virga {

std::optional<TextEdit> key_for_tag(std::string_view text, TextRange tag, std::string_view function) {
  const std::size_t before_line = text.find_last_of("\r\n", tag.begin);
  const std::size_t line = before_line == std::string_view::npos ? 0 : before_line + 1;
  const std::string_view before = text.substr(line, tag.begin - line);
  const std::size_t last = before.find_last_not_of(" \t");
  if (last == std::string_view::npos || before[last] == '-') return TextEdit{tag, fmt::format("{}:", function)};
  if (before[last] != ':') return std::nullopt;
  // A key on a line of its own, below the one before the tag.
  const std::size_t column = before.find_first_not_of(" -");
  return TextEdit{{static_cast<std::uint32_t>(line + last + 1), tag.end},
                  fmt::format("{}{}{}:", line_break_of(text), std::string(column + 2, ' '), function)};
}

}  // namespace virga
