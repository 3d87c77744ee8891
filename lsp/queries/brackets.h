// Quotes and brackets in a text of JSON or of YAML's flow style, however broken it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace virga::lsp {

// Where the string whose quote is at `begin` is closed, or the end of the text.
std::size_t closing_quote(std::string_view text, std::size_t begin);

// Whether a string of YAML, in which somebody types at `from`, ends at this quote. It may belong to a comment behind
// the string, or be the end of the line.
bool is_closed_in_yaml(std::string_view line, std::size_t from, std::size_t quote);

// Where the text ends of a string of YAML that is not closed on its line, of which everything up to `from` is typed:
// before a comment, and before what is blank.
std::size_t end_of_open_string(std::string_view line, std::size_t from);

// Whether this can follow a string: the end of a line, or what parts a member or item from the next.
bool is_after_string(std::string_view text);

// Whether the next quote of a text ends a string, since nothing follows it that could stand in one.
bool closes_below(std::string_view text, char quote);

// Whether the quotes of a line do not pair up.
bool has_open_string(std::string_view line, char quote);

// The closing brackets of a text that have none that opens in it, in their order. `is_json`: an apostrophe quotes
// nothing.
std::string surplus_closers(std::string_view text, bool is_json);

// Whether `rest`, which follows the name in a placeholder ("${"), closes it; `before` is the text in front of the
// placeholder. The bracket of a map of JSON that the text holds is not the placeholder's.
bool closes_placeholder(std::string_view before, std::string_view rest);

}  // namespace virga::lsp
