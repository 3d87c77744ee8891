// Scans brackets, keys and values around an offset: JSON, and YAML's flow style.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

// Scans `text` from `begin` and adds to `cursor` what is between there and its offset: steps, role, word. False if all
// brackets are closed before the offset, so that the cursor is not inside. With `by_lines`, the indentation of JSON is
// used to detect missing and surplus brackets.
bool scan_flow(std::string_view text, std::uint32_t begin, bool by_lines, ColonEnds colon, Cursor& cursor);

}  // namespace virga::lsp
