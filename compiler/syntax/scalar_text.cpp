#include "compiler/syntax/scalar_text.h"

#include <algorithm>
#include <string>

#include "compiler/diagnostics/text.h"
#include "compiler/support/characters.h"
#include "compiler/syntax/json_string.h"

namespace virga {

namespace {

// Advances past one line break; "\r\n" is one.
void skip_break(std::string_view text, std::size_t& at) { at += text.substr(at, 2) == "\r\n" ? 2 : 1; }

// Folds the white space at `at`, which contains a line break: one break becomes a space, of several all but the first
// are kept. Removes blanks before the break from `out`, but nothing before `keep`.
void fold(std::string_view text, std::size_t& at, std::string& out, std::size_t keep, bool escaped_break) {
  if (!escaped_break) {
    while (out.size() > keep && is_blank(out.back())) out.pop_back();
  }
  std::size_t breaks = 0;
  while (at < text.size() && (is_blank(text[at]) || is_break(text[at]))) {
    if (is_break(text[at])) {
      skip_break(text, at);
      ++breaks;
    } else {
      ++at;
    }
  }
  if (breaks == 1 && !escaped_break) {
    out += ' ';
  } else {
    out.append(breaks - 1, '\n');
  }
}

// Decodes the double-quoted escape at `at` (the character after the backslash) and advances `at`.
void escape(std::string_view text, std::size_t& at, std::string& out) {
  const char c = text[at++];
  std::size_t digits = 0;
  switch (c) {
    case '0':
      out += '\0';
      return;
    case 'a':
      out += '\a';
      return;
    case 'b':
      out += '\b';
      return;
    case 't':
    case '\t':
      out += '\t';
      return;
    case 'n':
      out += '\n';
      return;
    case 'v':
      out += '\v';
      return;
    case 'f':
      out += '\f';
      return;
    case 'r':
      out += '\r';
      return;
    case 'e':
      out += '\x1B';
      return;
    case 'N':
      append_utf8(out, 0x85);
      return;
    case '_':
      append_utf8(out, 0xA0);
      return;
    case 'L':
      append_utf8(out, 0x2028);
      return;
    case 'P':
      append_utf8(out, 0x2029);
      return;
    case 'x':
      digits = 2;
      break;
    case 'u':
      digits = 4;
      break;
    case 'U':
      digits = 8;
      break;
    default:
      out += c;
      return;
  }
  std::uint32_t value = 0;
  if (read_hexadecimal(text, at, digits, value)) {
    append_utf8(out, value);
    at += digits;
  } else {
    out += c;
  }
}

struct BlockHeader {
  bool literal = true;
  char chomp = ' ';
  int indent = 0;  // 0: determined by the first line
};

class BlockScalar {
public:
  BlockScalar(std::string_view source, std::uint32_t begin) : source_(source), at_(begin) {}

  std::string read(int parent_indent) {
    header();
    int indent = header_.indent == 0 ? 0 : std::max(parent_indent, 0) + header_.indent;
    std::string trailing = breaks(indent, parent_indent);
    std::string out;
    std::string leading;
    bool leading_blank = false;
    while (at_ < source_.size() && column() == indent) {
      const bool blank = is_blank(source_[at_]);
      if (!header_.literal && leading == "\n" && !leading_blank && !blank) {
        if (trailing.empty()) out += ' ';
      } else {
        out += leading;
      }
      out += trailing;
      leading_blank = blank;
      const std::size_t line = at_;
      while (at_ < source_.size() && !is_break(source_[at_])) ++at_;
      out += source_.substr(line, at_ - line);
      leading.clear();
      if (at_ < source_.size()) {
        skip_break(source_, at_);
        leading = "\n";
      }
      trailing = breaks(indent, parent_indent);
    }
    if (header_.chomp != '-') out += leading;
    if (header_.chomp == '+') out += trailing;
    return out;
  }

  std::uint32_t end() const { return static_cast<std::uint32_t>(at_); }

private:
  void header() {
    header_.literal = source_[at_] == '|';
    for (++at_; at_ < source_.size() && !is_break(source_[at_]); ++at_) {
      const char c = source_[at_];
      if (c == '+' || c == '-') {
        header_.chomp = c;
      } else if (c >= '1' && c <= '9') {
        header_.indent = c - '0';
      } else {
        break;
      }
    }
    while (at_ < source_.size() && !is_break(source_[at_])) ++at_;
    if (at_ < source_.size()) skip_break(source_, at_);
  }

  int column() const {
    std::size_t start = at_;
    while (start > 0 && !is_break(source_[start - 1])) --start;
    return static_cast<int>(at_ - start);
  }

  // Advances past blank lines and the indentation of the next line; the first call detects the indentation.
  std::string breaks(int& indent, int parent_indent) {
    std::string found;
    int deepest = 0;
    for (;;) {
      int spaces = 0;
      while (at_ < source_.size() && (indent == 0 || spaces < indent) && source_[at_] == ' ') {
        ++at_;
        ++spaces;
      }
      deepest = std::max(deepest, spaces);
      if (at_ >= source_.size() || !is_break(source_[at_])) break;
      skip_break(source_, at_);
      found += '\n';
    }
    if (indent == 0) indent = std::max({deepest, parent_indent + 1, 1});
    return found;
  }

  std::string_view source_;
  std::size_t at_;
  BlockHeader header_;
};

}  // namespace

std::string_view plain_text(std::string_view raw, Arena& arena) {
  if (raw.find_first_of("\r\n") == std::string_view::npos) return raw;
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    if (is_break(raw[at])) {
      fold(raw, at, out, 0, false);
    } else {
      out += raw[at++];
    }
  }
  return arena.copy(out);
}

std::string_view single_quoted_text(std::string_view raw, Arena& arena) {
  raw.remove_prefix(1);
  if (raw.ends_with('\'')) raw.remove_suffix(1);
  if (raw.find_first_of("'\r\n") == std::string_view::npos) return raw;
  std::string out;
  for (std::size_t at = 0; at < raw.size();) {
    if (is_break(raw[at])) {
      fold(raw, at, out, 0, false);
    } else {
      at += raw.substr(at, 2) == "''" ? 1 : 0;
      out += raw[at++];
    }
  }
  return arena.copy(out);
}

std::string_view double_quoted_text(std::string_view raw, Arena& arena) {
  raw.remove_prefix(1);
  if (raw.ends_with('"')) raw.remove_suffix(1);
  if (raw.find_first_of("\\\r\n") == std::string_view::npos) return raw;
  std::string out;
  std::size_t keep = 0;  // escaped white space before a line break is kept
  for (std::size_t at = 0; at < raw.size();) {
    if (is_break(raw[at])) {
      fold(raw, at, out, keep, false);
    } else if (raw[at] != '\\') {
      out += raw[at++];
    } else if (at + 1 >= raw.size()) {
      ++at;
    } else if (is_break(raw[at + 1])) {
      ++at;
      fold(raw, at, out, keep, true);
      keep = out.size();
    } else {
      ++at;
      escape(raw, at, out);
      keep = out.size();
    }
  }
  return arena.copy(out);
}

std::string_view block_text(std::string_view source, std::uint32_t begin, int parent_indent, Arena& arena,
                            std::uint32_t& end) {
  BlockScalar scalar(source, begin);
  const std::string text = scalar.read(parent_indent);
  end = scalar.end();
  return arena.copy(text);
}

}  // namespace virga
