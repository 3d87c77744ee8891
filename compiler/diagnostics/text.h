// Text for terminals and documents that is safe to print whatever bytes a template holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace virga {

// Decodes one code point and advances `text` past it. Each byte that is not valid UTF-8 yields U+FFFD.
char32_t next_code_point(std::string_view& text);
// Surrogates and values past U+10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

// The number of terminal columns that a code point occupies: 0 for combining marks, 2 for wide East Asian characters
// and emoji (East_Asian_Width W and F in Unicode), otherwise 1. Control characters count as 1, since they are shown as
// U+FFFD.
std::size_t display_width(char32_t code_point);
std::size_t display_width(std::string_view text);

// The text with everything removed that could control a terminal: control characters and invalid UTF-8 become U+FFFD,
// line breaks and tabs become spaces.
std::string printable(std::string_view text);

// Appends a quoted JSON string, always valid UTF-8. With `ascii`, escapes all non-ASCII characters as Python's
// json.dumps does.
void append_json_string(std::string& out, std::string_view text, bool ascii = false);

// Escapes text for XML 1.0 attributes and character data; characters that XML does not allow become U+FFFD.
void append_xml(std::string& out, std::string_view text);

// "1 error", "2 errors".
std::string plural(std::size_t count, std::string_view noun);

// Terminal colors; all empty when colors are off.
struct Palette {
  explicit Palette(bool on);
  std::string_view bold, dim, underline, red, yellow, blue, green, cyan, reset;
};

}  // namespace virga
