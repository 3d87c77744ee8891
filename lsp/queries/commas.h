// The commas between brackets that a text lacks around what is being typed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

struct MissingCommas {
  std::vector<std::uint32_t> before;   // where one is missing before what is at the cursor
  std::optional<std::uint32_t> after;  // the end of the word at the cursor, with its quote, if one must follow there
};

// What somebody who adds a member or item at the cursor has to add with it, in places of the template. Between brackets
// only; in other lines of YAML only where the bracket is closed, since the lines below an open one may be anything.
MissingCommas missing_commas(std::string_view text, const Cursor& cursor);

// Where several words of plain text are an item of YAML between brackets: the one at the cursor, as an item of its own,
// which lacks the commas around it. Nothing elsewhere.
std::optional<Cursor> word_as_item(std::string_view text, const Cursor& cursor);

}  // namespace virga::lsp
