// Regular expressions of schemas: PCRE2, compiled on first use, with limits on the matching effort.
#pragma once

#include <string_view>

namespace virga {

enum class PatternResult : unsigned char { Match, NoMatch, Undecided };

// Searches for `pattern` anywhere in `text`, as in JSON Schema. Undecided if the pattern does not compile or the match
// limit is reached. Patterns are cached for the lifetime of the process. Thread-safe.
PatternResult search_pattern(std::string_view pattern, std::string_view text);
// Whether the pattern compiles, for AllowedPattern of parameters.
bool is_valid_pattern(std::string_view pattern);

}  // namespace virga
