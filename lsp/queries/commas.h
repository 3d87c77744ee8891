// The commas between brackets that a text lacks around what is being typed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

struct MissingCommas {
  std::optional<std::uint32_t> before;  // where one is missing: after the member or item before the cursor
  std::optional<std::uint32_t> after;   // the end of the word at the cursor, with its quote, if one must follow there
};

// What somebody who adds a member or item at the cursor has to add with it. Between brackets only; of YAML only where
// the bracket is closed, since the lines below an open one may be anything.
MissingCommas missing_commas(std::string_view text, const Cursor& cursor);

}  // namespace virga::lsp
