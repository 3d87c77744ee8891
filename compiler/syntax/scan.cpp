// Small scanners that both YAML readers use.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

#include "compiler/support/characters.h"
#include "compiler/support/words.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// Whether all eight bytes are printable ASCII or line feeds.
bool is_printable(std::uint64_t word) {
  constexpr std::uint64_t kLow = ~kHighBits;
  const std::uint64_t feeds = word ^ (kOnes * '\n');
  const std::uint64_t is_feed = ~(((feeds & kLow) + kLow) | feeds | kLow);  // the high bit of each line feed
  word |= is_feed >> 2U;                                                    // turns it into a '*'
  const std::uint64_t below_space = (word - kOnes * ' ') & ~word;
  const std::uint64_t deletes = word ^ (kOnes * 0x7FU);
  const std::uint64_t is_delete = (deletes - kOnes) & ~deletes;
  return ((word | below_space | is_delete) & kHighBits) == 0;
}

// Whether libyaml accepts the character in an anchor's name.
bool is_anchor_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

// Length of the UTF-8 sequence at `offset`, or 0 if it is invalid.
std::size_t sequence_length(std::string_view text, std::size_t offset) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const unsigned char lead = at(0);
  const std::size_t length = lead < 0x80U   ? 1
                             : lead < 0xC2U ? 0
                             : lead < 0xE0U ? 2
                             : lead < 0xF0U ? 3
                             : lead < 0xF5U ? 4
                                            : 0;
  if (length == 0 || offset + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80U) return 0;
  }
  if (lead == 0xE0U && at(1) < 0xA0U) return 0;   // overlong
  if (lead == 0xEDU && at(1) >= 0xA0U) return 0;  // surrogates
  if (lead == 0xF0U && at(1) < 0x90U) return 0;   // overlong
  if (lead == 0xF4U && at(1) >= 0x90U) return 0;  // above U+10FFFF
  return length;
}

// The end of the line that goes on at `from`. find_first_of() would call memchr for each letter of a comment.
std::size_t end_of_line(std::string_view source, std::size_t from) {
  while (from < source.size() && !is_break(source[from])) ++from;
  return from;
}

std::string hexadecimal(unsigned value) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02X", value);
  return buffer.data();
}

}  // namespace

std::uint32_t content_start(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }

bool find_bad_character(std::string_view text, bool json, SyntaxError& error) {
  const auto fail = [&](SyntaxErrorKind kind, std::size_t offset, std::string message) {
    const auto place = static_cast<std::uint32_t>(offset);
    error = {kind, {place, place + 1}, std::move(message), {}};
    return true;
  };
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return fail(SyntaxErrorKind::InvalidUtf8, 0,
                "The file is UTF-16, but CloudFormation reads UTF-8; save it as UTF-8");
  }
  for (std::size_t i = 0; i < text.size();) {
    if (i + sizeof(std::uint64_t) <= text.size() && is_printable(load_word(text.data() + i))) {
      i += sizeof(std::uint64_t);
      continue;
    }
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20U && c < 0x7FU) {
      ++i;
      continue;
    }
    if (c == '\n' || c == '\r' || c == '\t') {
      ++i;
      continue;
    }
    if (c == 0) {
      return fail(SyntaxErrorKind::NulByte, i, "Unexpected NUL byte; the file may be binary or damaged");
    }
    if (c < 0x80U) {
      // The JSON reader itself reports control characters in strings, which may contain DEL.
      if (!json) {
        return fail(SyntaxErrorKind::Syntax, i,
                    "Control character 0x" + hexadecimal(c) + " is not allowed in YAML; remove it, or write \"\\x" +
                        hexadecimal(c) + "\" in double quotes");
      }
      ++i;
      continue;
    }
    const std::size_t length = sequence_length(text, i);
    if (length == 0) {
      return fail(SyntaxErrorKind::InvalidUtf8, i,
                  "Byte 0x" + hexadecimal(c) +
                      " is not valid UTF-8; the file may be in another encoding, such as Latin-1; save it as UTF-8");
    }
    if (!json && (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF" ||
                  (c == 0xC2U && static_cast<unsigned char>(text[i + 1]) < 0xA0U && text[i + 1] != '\x85'))) {
      return fail(SyntaxErrorKind::Syntax, i,
                  "Invisible control character, which YAML does not allow; delete it, or write it as an escape in "
                  "double quotes");
    }
    i += length;
  }
  return false;
}

void collect_comments(std::string_view source, std::uint32_t begin, std::uint32_t end, std::vector<Comment>& comments) {
  while (begin < end) {
    const void* found = std::memchr(source.data() + begin, '#', end - begin);
    if (found == nullptr) return;
    const auto place = static_cast<std::uint32_t>(static_cast<const char*>(found) - source.data());
    const bool comment = place == 0 || is_blank(source[place - 1]) || is_break(source[place - 1]) ||
                         (place == 3 && content_start(source) == 3);
    if (!comment) {
      begin = place + 1;
      continue;
    }
    const std::size_t line_end = end_of_line(source, place);
    comments.push_back({{place, static_cast<std::uint32_t>(line_end)}});
    begin = static_cast<std::uint32_t>(line_end);
  }
}

WrittenProperties scan_properties(std::string_view source, std::uint32_t start, int most) {
  WrittenProperties result;
  std::size_t at = start;
  result.end = start;
  while (at < source.size()) {
    const char c = source[at];
    if (c == '&' && most-- > 0) {
      std::size_t end = at + 1;
      while (end < source.size() && is_anchor_character(source[end])) ++end;
      result.anchor = source.substr(at + 1, end - at - 1);
      at = end;
      result.end = static_cast<std::uint32_t>(at);
    } else if (c == '!' && most-- > 0) {
      std::size_t end = at + 1;
      if (end < source.size() && source[end] == '<') {
        end = std::min(source.find('>', end), source.size() - 1) + 1;
      } else {
        while (end < source.size() && std::strchr(" \t\r\n,[]{}", source[end]) == nullptr) ++end;
      }
      result.tag_range = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
      at = end;
      result.end = static_cast<std::uint32_t>(at);
    } else if (is_blank(c) || is_break(c)) {
      ++at;
    } else if (c == '#' && at > start && (is_blank(source[at - 1]) || is_break(source[at - 1]))) {
      at = std::min(source.find('\n', at), source.size());
    } else {
      break;
    }
  }
  result.content = static_cast<std::uint32_t>(at);
  return result;
}

std::uint32_t block_scalar_end(std::string_view source, std::uint32_t begin, std::uint32_t end) {
  while (end > begin && (is_blank(source[end - 1]) || is_break(source[end - 1]))) --end;
  const std::size_t header_end = end_of_line(source, begin);
  if (end > header_end) return end;
  // No content: only the indicators, without a comment after them.
  std::size_t at = begin;
  while (at < header_end && !is_blank(source[at])) ++at;
  return static_cast<std::uint32_t>(at);
}

}  // namespace virga
