#include "compiler/syntax/json_string.h"

#include "compiler/diagnostics/text.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

// Reads "\uXXXX" at `at`, and a following low surrogate; advances `at`.
bool unicode_escape(std::string_view source, std::size_t& at, std::string& text) {
  std::uint32_t unit = 0;
  if (!read_hexadecimal(source, at + 2, 4, unit)) return false;
  at += 6;
  std::uint32_t low = 0;
  if (unit >= 0xD800 && unit < 0xDC00 && source.substr(at, 2) == "\\u" && read_hexadecimal(source, at + 2, 4, low) &&
      low >= 0xDC00 && low < 0xE000) {
    unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    at += 6;
  }
  append_utf8(text, unit);
  return true;
}

// The next quote of the line that no backslash escapes, at or after `from`; the end of the line if there is none.
std::size_t next_quote(std::string_view source, std::size_t from) {
  for (std::size_t at = from; at < source.size(); ++at) {
    if (is_break(source[at]) || source[at] == '"') return at;
    if (source[at] == '\\' && at + 1 < source.size() && !is_break(source[at + 1])) ++at;
  }
  return source.size();
}

// Whether a quote at `quote` may close a string: what follows is what follows strings, or the end of the line.
bool may_close(std::string_view source, std::size_t quote) {
  const std::size_t next = source.find_first_not_of(" \t", quote + 1);
  return next == std::string_view::npos || is_in(",:}]\r\n", source[next]);
}

}  // namespace

std::optional<std::uint32_t> end_of_open_string(std::string_view source, std::uint32_t begin, bool is_key) {
  const std::size_t quote = next_quote(source, begin + 1);
  std::size_t end = source.find_last_not_of(" \t", quote - 1);
  const bool is_last = quote >= source.size() || is_break(source[quote]);
  if (!is_last) {
    if (may_close(source, quote) || is_space(source[quote + 1])) return std::nullopt;
    const std::size_t other = next_quote(source, quote + 1);
    if (other >= source.size() || is_break(source[other]) || !may_close(source, other)) return std::nullopt;
    const std::size_t last = end;
    while (end > begin && (is_blank(source[end]) || is_in("{[", source[end]))) --end;
    if (end <= begin) return std::nullopt;
    if (is_in(is_key ? ",:" : ",", source[end])) {
      --end;
    } else if (!is_key || end == last) {
      return std::nullopt;
    }
  }
  return static_cast<std::uint32_t>(std::max<std::size_t>(end, begin) + 1);
}

std::optional<std::uint32_t> end_of_half_quoted(std::string_view source, std::uint32_t begin) {
  if (begin >= source.size() || is_in("\"'!&*", source[begin])) return std::nullopt;
  // A reader may ask at each word of a line.
  constexpr std::size_t kLongest = 1024;
  source = source.substr(0, begin + kLongest);
  bool is_half = false;
  std::size_t end = begin;
  for (std::size_t at = begin; at < source.size() && !is_break(source[at]) && !is_in(",[]{}", source[at]); ++at) {
    const char c = source[at];
    const char next = at + 1 < source.size() ? source[at + 1] : '\n';
    if (c == ':' && (is_space(next) || (is_half && is_in("\"{[", next)))) break;
    if (c == '"') is_half = !is_half;
    if (!is_blank(c)) end = at + 1;
  }
  if (!is_half) return std::nullopt;
  return static_cast<std::uint32_t>(end);
}

bool read_hexadecimal(std::string_view source, std::size_t offset, std::size_t count, std::uint32_t& value) {
  value = 0;
  if (offset > source.size() || source.size() - offset < count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const char c = source[offset + i];
    const char lower = static_cast<char>(c | 0x20);
    if (is_digit(c)) {
      value = value * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(lower - 'a') + 10;
    } else {
      return false;
    }
  }
  return true;
}

JsonString read_json_string(std::string_view source, std::uint32_t begin, Arena& arena) {
  JsonString result;
  std::string unescaped;
  bool escapes = false;
  std::size_t at = begin + 1;
  std::size_t run = at;  // start of the current run without escapes
  const auto finish = [&](std::size_t end) {
    if (escapes) unescaped.append(source.substr(run, at - run));
    result.text = escapes ? arena.copy(unescaped) : source.substr(run, at - run);
    result.end = static_cast<std::uint32_t>(end);
  };
  const auto fault = [&](std::size_t place, std::string message) {
    finish(at);
    result.fault = std::move(message);
    result.fault_place = static_cast<std::uint32_t>(place);
    return result;
  };
  while (at < source.size()) {
    const char c = source[at];
    if (c == '"') {
      finish(at + 1);
      return result;
    }
    if (static_cast<unsigned char>(c) < 0x20U) {
      if (c == '\n' || c == '\r') {
        return fault(
            at,
            "JSON strings must end on the line where they start; add the closing quote, or write \\n for a line break");
      }
      return fault(at, c == '\t' ? "JSON strings cannot contain a tab; write \\t"
                                 : "JSON strings cannot contain this control character; write it as \\u00XX");
    }
    if (c != '\\') {
      ++at;
      continue;
    }
    unescaped.append(source.substr(run, at - run));
    escapes = true;
    run = at;
    const char kind = at + 1 < source.size() ? source[at + 1] : '\0';
    if (kind == 'u') {
      if (!unicode_escape(source, at, unescaped)) {
        return fault(at, "The escape \\u requires four hexadecimal digits, such as \\u00e9");
      }
    } else if (const char plain = simple_escape(kind); plain != '\0') {
      unescaped += plain;
      at += 2;
    } else {
      return fault(at, "Unknown escape sequence; write \\\\ for a backslash");
    }
    run = at;
  }
  return fault(begin, "Unterminated string; add the closing quote");
}

}  // namespace virga
