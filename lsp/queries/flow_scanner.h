// Brackets, keys and values before and after an offset: JSON, and YAML's flow style.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

// Reads `text` from `begin` on, and adds to `cursor` what stands between there and its offset: steps, role, word.
// False when every bracket was closed before the offset: the cursor is not inside then. With `by_lines` the
// indentation of JSON tells where a bracket was forgotten or is one too many.
bool scan_flow(std::string_view text, std::uint32_t begin, bool by_lines, Cursor& cursor);

}  // namespace virga::lsp
