// Character classes that the readers of templates use.
#pragma once

#include <string_view>

namespace virga {

constexpr bool is_in(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_break(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return is_blank(c) || is_break(c); }

}  // namespace virga
