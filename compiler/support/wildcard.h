// Wildcards in names.
#pragma once

#include <string_view>

namespace virga {

// What is special in a pattern.
struct WildcardStyle {
  char any = '*';     // any text, the empty one too
  char one = '?';     // one byte; '\0' for no such character
  bool sets = false;  // [a-z] and [!a-z] are one byte of a set, or outside it, and a backslash takes the next byte
                      // as it is
  bool ignore_case = false;  // ASCII letters
};
inline constexpr WildcardStyle kFileWildcards{.sets = true};

// The whole text has to match. Never more than pattern times text steps.
bool matches_wildcard(std::string_view pattern, std::string_view text, const WildcardStyle& style = kFileWildcards);

// Does the text hold `*`, `?` or `[`?
bool has_wildcard(std::string_view text);

}  // namespace virga
