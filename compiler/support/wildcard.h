// Wildcard matching.
#pragma once

#include <string_view>

namespace virga {

// The special characters of a pattern.
struct WildcardStyle {
  char any = '*';            // matches any text, including the empty one
  char one = '?';            // matches one byte; '\0' disables it
  bool sets = false;         // [a-z] and [!a-z] match one byte in or not in a set; a backslash escapes the next byte
  bool ignore_case = false;  // for ASCII letters
};
inline constexpr WildcardStyle kFileWildcards{.sets = true};

// The whole text must match. Takes at most pattern times text steps.
bool matches_wildcard(std::string_view pattern, std::string_view text, const WildcardStyle& style = kFileWildcards);

// Whether the text contains `*`, `?` or `[`.
bool has_wildcard(std::string_view text);

}  // namespace virga
