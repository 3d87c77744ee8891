// Quotes and brackets in a text of JSON or of YAML's flow style, however broken it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace virga::lsp {

// Where the string whose quote is at `begin` is closed, or the end of the text.
std::size_t closing_quote(std::string_view text, std::size_t begin);

// The closing brackets of a text that have none that opens in it, in their order. `is_json`: an apostrophe quotes
// nothing.
std::string surplus_closers(std::string_view text, bool is_json);

}  // namespace virga::lsp
