// JSON strings.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/support/arena.h"

namespace virga {

inline constexpr std::string_view kMissingQuote = "Missing closing quote; add it where the string ends";

inline constexpr std::string_view kHalfQuotedKey = "Missing opening quote of this key";
inline constexpr std::string_view kHalfQuotedValue = "Missing opening quote of this value";

struct JsonString {
  std::string_view text;  // unescaped; in the source if nothing was escaped, else in the arena
  std::uint32_t end = 0;  // after the closing quote
  std::string fault;      // a sentence for the user; empty if the string is valid
  std::uint32_t fault_place = 0;
};

// Reads the string whose opening quote is at `begin`. Lone surrogates become U+FFFD. After a fault, `text` is what
// could be read and `end` is where reading stopped.
JsonString read_json_string(std::string_view source, std::uint32_t begin, Arena& arena);

// Where the content of the string that opens at `begin` ends if its closing quote is missing, so that the next quote of
// the line opens another string, or there is none: before the comma that follows it (for a key also before ':') and
// what may open behind that, as in `"b}, {"Key"`. Nothing if the string is closed, or if it cannot be told. Looks no
// farther than at the quote after the next one.
std::optional<std::uint32_t> end_of_open_string(std::string_view source, std::uint32_t begin, bool is_key);

// The end of the text at `begin` if its opening quote is missing, as in `AWS::SQS::Queue",` and `Fn::Sub": "x"`: of
// what YAML would read as one plain scalar with an odd number of quotes in it. Nothing if there is no such text. Looks
// at the next 1,024 bytes only.
std::optional<std::uint32_t> end_of_half_quoted(std::string_view source, std::uint32_t begin);

// The value of `count` hexadecimal digits at `offset`; false if there are fewer digits.
bool read_hexadecimal(std::string_view source, std::size_t offset, std::size_t count, std::uint32_t& value);

}  // namespace virga
