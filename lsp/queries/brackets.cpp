#include "lsp/queries/brackets.h"

#include <algorithm>

namespace virga::lsp {

std::size_t closing_quote(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  std::size_t at = begin + 1;
  for (; at < text.size(); ++at) {
    const bool is_double = quote == '\'' && text[at] == quote && text.substr(at + 1, 1) == "'";
    if (is_double || (quote == '"' && text[at] == '\\')) {
      ++at;
    } else if (text[at] == quote) {
      break;
    }
  }
  return std::min(at, text.size());
}

namespace {

// Where a comment of YAML begins, from a place on that is in none; the end of the line if none does.
std::size_t comment_behind(std::string_view line, std::size_t from) {
  std::size_t at = line.find('#', from);
  while (at != std::string_view::npos && (at == 0 || (line[at - 1] != ' ' && line[at - 1] != '\t'))) {
    at = line.find('#', at + 1);
  }
  return std::min(at, line.size());
}

}  // namespace

bool is_closed_in_yaml(std::string_view line, std::size_t from, std::size_t quote) {
  if (quote >= line.size()) return false;
  return is_after_string(line.substr(quote + 1)) || comment_behind(line, from) > quote;
}

std::size_t end_of_open_string(std::string_view line, std::size_t from) {
  std::size_t end = comment_behind(line, from);
  while (end > from && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == '\r')) --end;
  return end;
}

bool is_after_string(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r");
  return at == std::string_view::npos || std::string_view("\n,:]}#").find(text[at]) != std::string_view::npos;
}

bool closes_below(std::string_view text, char quote) {
  const std::size_t next = text.find(quote);
  return next != std::string_view::npos && is_after_string(text.substr(next + 1));
}

bool has_open_string(std::string_view line, char quote) {
  bool is_open = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && quote == '"') {
      ++i;
    } else if (line[i] == quote) {
      is_open = !is_open;
    }
  }
  return is_open;
}

std::string surplus_closers(std::string_view text, bool is_json) {
  std::string closers;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || (c == '\'' && !is_json)) {
      i = closing_quote(text, i);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) closers += c;
      if (depth > 0) --depth;
    }
  }
  return closers;
}

bool closes_placeholder(std::string_view before, std::string_view rest) {
  const std::size_t bracket = rest.find_first_not_of(" \t-_");
  if (bracket == std::string_view::npos || rest[bracket] != '}') return false;
  return bracket == 0 || std::count(before.begin(), before.end(), '{') <= std::count(before.begin(), before.end(), '}');
}

}  // namespace virga::lsp
