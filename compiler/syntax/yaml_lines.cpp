#include "compiler/syntax/yaml_lines.h"

#include <algorithm>

#include "compiler/support/characters.h"
#include "compiler/syntax/readers.h"

namespace virga {

std::uint32_t YamlLines::end_of_line(std::uint32_t from) const {
  return static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", from), text_.size()));
}

std::uint32_t YamlLines::next_start(std::uint32_t end) const {
  if (end >= text_.size()) return size();
  return end + (text_.substr(end, 2) == "\r\n" ? 2 : 1);
}

std::uint32_t YamlLines::skip_blanks(std::uint32_t from, std::uint32_t end) const {
  while (from < end && is_blank(text_[from])) ++from;
  return from;
}

std::uint32_t YamlLines::trim_end(std::uint32_t from, std::uint32_t end) const {
  while (end > from && is_blank(text_[end - 1])) --end;
  return end;
}

bool YamlLines::is_comment(std::uint32_t at, std::uint32_t start) const {
  return at < text_.size() && text_[at] == '#' && (at == start || is_in(" \t\r\n", text_[at - 1]));
}

std::uint32_t YamlLines::content_end(std::uint32_t from, std::uint32_t end) const {
  for (std::uint32_t at = from; at < end; ++at) {
    if (text_[at] == '#' && at > 0 && is_blank(text_[at - 1])) return trim_end(from, at);
  }
  return trim_end(from, end);
}

bool YamlLines::next_line(std::uint32_t from, YamlLine& line) const {
  while (from < text_.size()) {
    line.start = from;
    line.end = end_of_line(from);
    line.begin = skip_blanks(from, line.end);
    if (line.begin < line.end && !is_comment(line.begin, line.start)) {
      measure(line);
      KeyPlace key;
      line.form = form(line.begin, line.end, key);
      return true;
    }
    from = next_start(line.end);
  }
  return false;
}

void YamlLines::measure(YamlLine& line) const {
  const std::string_view indent = text_.substr(line.start, line.begin - line.start);
  const std::size_t spaces = std::min(indent.find_first_not_of(' '), indent.size());
  line.tab = spaces < indent.size();
  const std::size_t column = line.tab && spaces == 0 ? 2 * indent.size() : spaces;
  line.column = static_cast<int>(column);
}

LineForm YamlLines::form(std::uint32_t at, std::uint32_t end, KeyPlace& key) const {
  const char c = text_[at];
  if (c == '-' && separates(at + 1)) return LineForm::Dash;
  if (c == '?' && separates(at + 1)) return LineForm::Explicit;
  if (c == ':' && separates(at + 1)) return LineForm::Colon;
  return find_key(at, end, key) ? LineForm::Key : LineForm::Other;
}

bool YamlLines::find_key(std::uint32_t at, std::uint32_t end, KeyPlace& key) const {
  if (is_in("!&", text_[at])) at = scan_properties(text_.substr(0, end), at).content;
  if (at >= end) return false;
  key.begin = at;
  const char c = text_[at];
  const auto colon_after = [&](std::uint32_t key_end) {
    key.end = key_end;
    key.colon = skip_blanks(key_end, end);
    return key.colon < end && text_[key.colon] == ':' && separates(key.colon + 1);
  };
  if (c == '"' || c == '\'') {
    const std::uint32_t close = quote_end(at, end);
    return close != 0 && colon_after(close);
  }
  if (c == '*') {
    std::uint32_t word = at + 1;
    while (word < end && !is_blank(text_[word])) ++word;
    return colon_after(word);
  }
  if (is_in(",[]{}#|>%@`!&", c)) return false;
  for (std::uint32_t i = at; i < end; ++i) {
    if (text_[i] == ':' && separates(i + 1)) return colon_after(trim_end(at, i));
    if (text_[i] == '#' && is_blank(text_[i - (i > 0 ? 1 : 0)])) return false;
  }
  return false;
}

std::uint32_t YamlLines::quote_end(std::uint32_t at, std::uint32_t end) const {
  const char quote = text_[at];
  for (++at; at < end; ++at) {
    if (text_[at] == '\\' && quote == '"') {
      ++at;
    } else if (text_[at] == quote) {
      if (quote != '\'' || at + 1 >= end || text_[at + 1] != '\'') return at + 1;
      ++at;
    }
  }
  return 0;
}

}  // namespace virga
