#include "lsp/queries/block_lines.h"

#include "lsp/queries/notation.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Whether a line begins right of a column, or is blank. Such a line neither belongs to the block that has its keys or
// dashes in this column nor ends it: most lines of a file need not be read for what stands beside a resource.
bool lies_deeper(std::string_view text, std::uint32_t column) { return text.find_first_not_of(" \t") > column; }

std::string value_of(const YamlLine& line, std::string_view text) {
  const std::string_view value = text.substr(line.value, line.end - line.value);
  const bool is_quoted =
      value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  if (!is_quoted) return std::string(value);
  return read_scalar(value.substr(1, value.size() - 2), {.quote = value.front()});
}

}  // namespace

std::string key_of(const YamlLine& line, std::string_view text) {
  const char first = text[line.content];
  const bool is_quoted = line.key.begin != line.content;
  return read_scalar(text.substr(line.key.begin, line.key.size()), {.quote = is_quoted ? first : '\0'});
}

std::uint32_t BlockLines::start_of(std::uint32_t line) const {
  return line == 0 && text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : index_.line_start(line);
}

std::string_view BlockLines::text_of(std::uint32_t line) const {
  return index_.line_text(line).substr(start_of(line) - index_.line_start(line));
}

std::vector<Sibling> BlockLines::members_at(std::uint32_t line, std::uint32_t column, const Cursor& cursor) const {
  std::vector<Sibling> members;
  const auto take = [&](const YamlLine& found, std::uint32_t at, std::string_view text) {
    if (!found.has_key || found.content != column) return;
    const std::uint32_t begin = start_of(at);
    const TextRange key{begin + found.key.begin, begin + found.key.end};
    if (key.begin == cursor.word.begin && cursor.role == CursorRole::Key) return;
    members.push_back({key_of(found, text), value_of(found, text), key, {begin + found.value, begin + found.end}});
  };
  for (std::uint32_t at = line + 1; at-- > 0;) {
    const std::string_view text = text_of(at);
    if (lies_deeper(text, column)) continue;
    const YamlLine found = read_yaml_line(text);
    if (found.is_blank) continue;
    if (at != line && found.content < column) break;
    take(found, at, text);
    // A dash begins the mapping behind it.
    if (!found.dashes.empty() && found.dashes.front() < column) break;
  }
  for (std::uint32_t at = line + 1; at < count(); ++at) {
    const std::string_view text = text_of(at);
    if (lies_deeper(text, column)) continue;
    const YamlLine found = read_yaml_line(text);
    if (found.is_blank) continue;
    if (found.indent < column) break;
    take(found, at, text);
  }
  return members;
}

std::vector<Sibling> BlockLines::items_at(std::uint32_t line, std::uint32_t column, const Cursor& cursor) const {
  const std::uint32_t own = index_.line_of(cursor.offset);
  std::vector<Sibling> items;
  const auto take = [&](const YamlLine& found, std::uint32_t at, std::string_view text) {
    if (found.dashes.empty() || found.dashes.back() != column) return;
    const std::uint32_t begin = start_of(at);
    const bool is_scalar = !found.has_key && found.has_value() && at != own;
    items.push_back(
        {{}, is_scalar ? value_of(found, text) : std::string(), {}, {begin + found.value, begin + found.end}});
  };
  std::uint32_t first = line;
  for (std::uint32_t at = line; at-- > 0;) {
    const std::string_view text = text_of(at);
    if (lies_deeper(text, column)) continue;
    const YamlLine found = read_yaml_line(text);
    if (found.is_blank) continue;
    if (found.indent < column || (found.indent == column && found.dashes.empty())) break;
    first = at;
  }
  for (std::uint32_t at = first; at < count(); ++at) {
    const std::string_view text = text_of(at);
    if (lies_deeper(text, column)) continue;
    const YamlLine found = read_yaml_line(text);
    if (found.is_blank) continue;
    if (at > line && (found.indent < column || (found.indent == column && found.dashes.empty()))) break;
    take(found, at, text);
  }
  return items;
}

}  // namespace virga::lsp
