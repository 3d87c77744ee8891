#include "lsp/queries/yaml_line.h"

#include <algorithm>

#include "compiler/support/characters.h"
#include "lsp/queries/brackets.h"

namespace virga::lsp {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::uint32_t skip_spaces(std::string_view line, std::uint32_t at) {
  while (at < line.size() && is_space(line[at])) ++at;
  return at;
}

// The position after the closing quote, or the end of the line.
std::uint32_t skip_quoted(std::string_view line, std::uint32_t at) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(closing_quote(line, at) + 1, line.size()));
}

// The start of a comment, or the end of the line.
std::uint32_t comment_start(std::string_view line, std::uint32_t at) {
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '#' && (at == 0 || is_space(line[at - 1]))) return at;
    // A quote only counts where a token can begin.
    const bool can_begin = at == 0 || is_space(line[at - 1]) || line[at - 1] == '[' || line[at - 1] == '{' ||
                           line[at - 1] == ',' || line[at - 1] == ':';
    if ((c == '"' || c == '\'') && can_begin) at = skip_quoted(line, at) - 1;
  }
  return static_cast<std::uint32_t>(line.size());
}

bool is_colon(std::string_view line, std::uint32_t at) {
  return line[at] == ':' && (at + 1 >= line.size() || is_space(line[at + 1]));
}

bool read_key(std::string_view line, YamlLine& result) {
  std::uint32_t at = result.content;
  const char first = line[at];
  if (std::string_view("[{!&*|>%@`#").find(first) != std::string_view::npos) return false;
  if (first == '"' || first == '\'') {
    const std::uint32_t end = skip_quoted(line, at);
    const std::uint32_t colon = skip_spaces(line, end);
    if (colon >= line.size() || !is_colon(line, colon)) return false;
    result.key = {at + 1, end - 1};
    result.colon = colon;
    return true;
  }
  for (; at < result.end; ++at) {
    if (!is_colon(line, at)) continue;
    // "Fn::" and "AWS::" are parts of names.
    if (at > 0 && line[at - 1] == ':') return false;
    std::uint32_t end = at;
    while (end > result.content && is_space(line[end - 1])) --end;
    result.key = {result.content, end};
    result.colon = at;
    return true;
  }
  return false;
}

}  // namespace

YamlLine read_yaml_line(std::string_view line) {
  YamlLine result;
  result.indent = result.content = skip_spaces(line, 0);
  if (result.content >= line.size() || line[result.content] == '#') {
    result.end = result.value = result.content;
    return result;
  }
  result.is_blank = false;
  while (result.content < line.size() && line[result.content] == '-' &&
         (result.content + 1 >= line.size() || is_space(line[result.content + 1]))) {
    result.dashes.push_back(result.content);
    result.content = skip_spaces(line, result.content + 1);
  }
  result.end = comment_start(line, result.content);
  // Nothing but blanks or a comment behind a dash: what belongs to it would begin after one space.
  if (!result.dashes.empty() && result.end <= result.content) {
    const auto size = static_cast<std::uint32_t>(line.find_last_not_of('\r') + 1);
    result.content = result.end = result.value = std::min(result.dashes.back() + 2, size);
    return result;
  }
  while (result.end > result.content && is_space(line[result.end - 1])) --result.end;
  result.value = result.content;
  if (result.content >= result.end) return result;
  if (read_key(line, result)) {
    result.has_key = true;
    result.value = std::min(skip_spaces(line, result.colon + 1), result.end);
  }
  return result;
}

std::optional<std::uint32_t> colon_before_tag(const YamlLine& line, std::string_view text) {
  if (line.is_blank || line.has_key) return std::nullopt;
  const auto end_of_word = [&](std::uint32_t at) {
    while (at < line.end && is_letter_or_digit(text[at])) ++at;
    return at;
  };
  const std::uint32_t colon = end_of_word(line.content);
  if (colon == line.content || text.substr(colon, 2) != ":!") return std::nullopt;
  const std::uint32_t end = end_of_word(colon + 2);
  return end == line.end || is_space(text[end]) ? std::optional(colon) : std::nullopt;
}

void split_at(YamlLine& line, std::uint32_t colon) {
  line.has_key = true;
  line.key = {line.content, colon};
  line.colon = colon;
  line.value = colon + 1;
}

bool begins_block_scalar(std::string_view text) {
  const YamlLine line = read_yaml_line(text);
  if (line.is_blank || line.end == line.value) return false;
  std::string_view value = text.substr(line.value, line.end - line.value);
  // Skip tags and anchors before the indicator.
  while (!value.empty() && (value.front() == '!' || value.front() == '&')) {
    const std::size_t end = value.find_first_of(" \t");
    if (end == std::string_view::npos) return false;
    value.remove_prefix(value.find_first_not_of(" \t", end));
  }
  if (value.empty() || (value.front() != '|' && value.front() != '>')) return false;
  return value.find_first_not_of("+-0123456789", 1) == std::string_view::npos;
}

}  // namespace virga::lsp
