// Wildcards in names.
#pragma once

#include <string_view>

namespace virga {

// `*` is any text, `?` one byte, `[a-z]` and `[!a-z]` one byte of a set or outside it; a backslash takes the next
// character as it is. The whole text has to match. Never more than pattern times text steps.
bool matches_wildcard(std::string_view pattern, std::string_view text);

// Does the text hold `*`, `?` or `[`?
bool has_wildcard(std::string_view text);

}  // namespace virga
