// Regular expressions of schemas: PCRE2, compiled on first use, with limits against runaway matching.
#pragma once

#include <string_view>

namespace virga {

enum class PatternResult : unsigned char { Match, NoMatch, Undecided };

// Searches `text` for `pattern` anywhere, as JSON Schema does. Undecided when the pattern does not compile
// or the match limit is reached. Patterns are cached for the life of the process; safe to call from any
// thread.
PatternResult search_pattern(std::string_view pattern, std::string_view text);
// Does the pattern compile? (AllowedPattern of parameters.)
bool is_valid_pattern(std::string_view pattern);

}  // namespace virga
