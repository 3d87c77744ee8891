#include "compiler/emit/yaml_scalar.h"

#include <algorithm>

#include "compiler/diagnostics/text.h"
#include "compiler/emit/number_text.h"
#include "compiler/support/characters.h"
#include "compiler/syntax/scalar_type.h"

namespace virga {

namespace {

// The usual width of folded lines.
constexpr std::size_t kFoldWidth = 100;

// Characters that YAML does not allow, that are line breaks, or that are invisible.
bool needs_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

// Whether the text has such a character (except line breaks and tabs if `lines` is set) or invalid UTF-8.
bool has_escapes(std::string_view text, bool lines) {
  while (!text.empty()) {
    const char first = text.front();
    if (first >= 0x20 && first < 0x7F) {
      text.remove_prefix(1);
      continue;
    }
    if (lines && (first == '\n' || first == '\t')) {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t before = text.size();
    const char32_t c = next_code_point(text);
    if (needs_escape(c) || (c == 0xFFFD && before - text.size() == 1)) return true;
  }
  return false;
}

// Whether readers of YAML 1.1 or 1.2, other than ours, see a date, number or boolean in the text.
bool means_more_elsewhere(std::string_view text) {
  if (text == "y" || text == "Y" || text == "n" || text == "N" || text == "=" || text == "<<") return true;
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) return false;
  NodeKind number = NodeKind::Null;
  if (type_json_number(text, number) || text.find_first_not_of("0123456789_.eE+-") == std::string_view::npos) {
    // "1.2.3" is a string everywhere. So is "1-2", but it has the same characters as a date.
    return std::count(text.begin(), text.end(), '.') < 2;
  }
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'o' || text[1] == 'x' || text[1] == 'b')) {
    return text.find_first_not_of("0123456789abcdefABCDEF_", 2) == std::string_view::npos;
  }
  const bool year = text.size() > 7 && text[4] == '-' && std::all_of(text.begin(), text.begin() + 4, is_digit);
  return year && text.find_first_not_of("0123456789-:TtZz.+ ") == std::string_view::npos;
}

bool reads_back_plain(std::string_view text, YamlContext context, Arena& scratch) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view(",[]{}#&*!|>'\"%@`?:").find(text.front()) != std::string_view::npos) return false;
  if (text.front() == '-' && (text.size() == 1 || text[1] == ' ')) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (context == YamlContext::Flow) {
    if (text.find_first_of(",[]{}") != std::string_view::npos) return false;
    // Old readers stop at a colon in flow style, but pseudo parameters are commonly written plain.
    if (text.find(':') != std::string_view::npos && !text.starts_with("AWS::")) return false;
  }
  if (means_more_elsewhere(text)) return false;
  return type_plain_scalar(text, scratch).kind == NodeKind::String;
}

void append_escape(char32_t c, std::string& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  static constexpr std::string_view kShort = "0......abtnvfr";
  if (c < kShort.size() && kShort[c] != '.') {
    out += '\\';
    out += kShort[c];
    return;
  }
  const unsigned digits = c < 0x100 ? 2 : 4;
  out += digits == 2 ? "\\x" : "\\u";
  for (unsigned shift = digits * 4; shift > 0; shift -= 4) out += kHex[(c >> (shift - 4)) & 15U];
}

void append_double_quoted(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const char first = text.front();
    if (first == '"' || first == '\\') out += '\\';
    if (first >= 0x20 && first < 0x7F) {
      out += first;
      text.remove_prefix(1);
      continue;
    }
    const char32_t c = next_code_point(text);
    if (needs_escape(c)) {
      append_escape(c, out);
    } else {
      append_utf8(out, c);
    }
  }
  out += '"';
}

void append_quoted(std::string_view text, std::string& out) {
  const bool apostrophe = text.find('\'') != std::string_view::npos;
  if (has_escapes(text, false) || (apostrophe && text.find_first_of("\"\\") == std::string_view::npos)) {
    append_double_quoted(text, out);
    return;
  }
  out += '\'';
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  out += '\'';
}

// Whether the text can be a literal block. It must contain something visible, as otherwise its end would be ambiguous.
bool fits_literal(std::string_view text) {
  return text.find_first_not_of(" \t\n") != std::string_view::npos && !has_escapes(text, true);
}

// Whether it is a single line that can be broken at its spaces.
bool fits_folded(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && !has_escapes(text, false);
}

void start_line(std::uint32_t column, std::string& out) {
  out += '\n';
  out.append(column, ' ');
}

void append_folded(std::string_view text, std::uint32_t column, std::string& out) {
  out += text.ends_with('\n') ? ">" : ">-";
  if (text.ends_with('\n')) text.remove_suffix(1);
  while (!text.empty()) {
    // The last single space that keeps the line short enough, else the first one after that.
    std::size_t end = std::string_view::npos;
    for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1)) {
      if (text[at - 1] == ' ' || text[at + 1] == ' ') continue;
      if (at > kFoldWidth && end != std::string_view::npos) break;
      end = at;
      if (at > kFoldWidth) break;
    }
    if (text.size() <= kFoldWidth) end = std::string_view::npos;
    start_line(column, out);
    out += text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

void append_scalar_line(const Node& node, YamlContext context, Arena& scratch, std::string& out) {
  const std::string_view text = node.text();
  switch (node.kind) {
    case NodeKind::Null:
      out += "null";
      return;
    case NodeKind::Boolean:
      out += text;
      return;
    case NodeKind::Integer:
    case NodeKind::Float: {
      const TypedText typed = type_plain_scalar(text, scratch);
      if (typed.kind == node.kind && typed.text == text) {
        out += text;
      } else if (!append_yaml_float(text, out)) {
        append_quoted(text, out);
      }
      return;
    }
    default:
      break;
  }
  if (!has_escapes(text, false) && reads_back_plain(text, context, scratch)) {
    out += text;
  } else {
    append_quoted(text, out);
  }
}

BlockNotation block_notation(const Node& node) {
  if (!node.is_string()) return BlockNotation::None;
  const std::string_view text = node.text();
  const std::size_t line_break = text.find('\n');
  const bool one_line = line_break == std::string_view::npos || line_break + 1 == text.size();
  if (node.style == NodeStyle::Folded && one_line && fits_folded(text) &&
      (line_break != std::string_view::npos || text.size() > kFoldWidth)) {
    return BlockNotation::Folded;
  }
  if (node.style != NodeStyle::Literal) {
    if (line_break == std::string_view::npos) return BlockNotation::None;
    // "echo done\n" is short in quotes, unless that requires many escapes.
    if (one_line && node.style != NodeStyle::Folded && text.find_first_of("\"\\") == std::string_view::npos) {
      return BlockNotation::None;
    }
  }
  return fits_literal(text) ? BlockNotation::Literal : BlockNotation::None;
}

bool append_block_scalar(std::string_view text, BlockNotation notation, std::uint32_t column, std::uint32_t step,
                         std::string& out) {
  if (notation == BlockNotation::Folded) {
    append_folded(text, column, out);
    return false;
  }
  const std::size_t content = text.find_last_not_of('\n') + 1;
  const std::size_t breaks = text.size() - content;
  out += '|';
  // Readers detect the indentation from the first line, unless that begins with white space.
  const char first = text[text.find_first_not_of('\n')];
  if (first == ' ' || first == '\t') out += static_cast<char>('0' + step);
  if (breaks != 1) out += breaks == 0 ? '-' : '+';
  std::string_view rest = text.substr(0, content);
  for (;;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end == 0) {
      out += '\n';
    } else {
      start_line(column, out);
    }
    out += rest.substr(0, end);
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  if (breaks > 1) out.append(breaks - 1, '\n');
  return breaks > 1;
}

}  // namespace virga
