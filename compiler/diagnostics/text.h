// Text for terminals and documents: safe whatever bytes a template holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace virga {

// Reads one code point and moves `text` past it. Bytes that are no UTF-8 give U+FFFD, one byte at a time.
char32_t next_code_point(std::string_view& text);
void append_utf8(std::string& out, char32_t code_point);

// Columns that a code point takes in a terminal: 0 for combining marks, 2 for wide East Asian characters and
// emoji (Unicode's East_Asian_Width W and F), else 1. Control characters count 1: they are shown as U+FFFD.
std::size_t display_width(char32_t code_point);
std::size_t display_width(std::string_view text);

// The text without anything that could steer a terminal: control characters become U+FFFD, line breaks and
// tabs a space, invalid UTF-8 U+FFFD.
std::string printable(std::string_view text);

// A JSON string with its quotes; always valid UTF-8, or, with `ascii`, as json.dumps of Python writes it: everything
// past ASCII is escaped.
void append_json_string(std::string& out, std::string_view text, bool ascii = false);

// Text for XML 1.0 attributes and character data; characters that XML cannot hold become U+FFFD.
void append_xml(std::string& out, std::string_view text);

// "1 error", "2 errors".
std::string plural(std::size_t count, std::string_view noun);

// Colours for terminals, all empty when colours are off.
struct Palette {
  explicit Palette(bool on);
  std::string_view bold, dim, underline, red, yellow, blue, green, cyan, reset;
};

}  // namespace virga
