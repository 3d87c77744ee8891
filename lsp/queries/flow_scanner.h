// Scans brackets, keys and values around an offset: JSON, and YAML's flow style.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

enum class FlowEnd : std::uint8_t {
  BeforeCursor,  // all brackets are closed before the cursor, so that it is not inside
  Closed,        // the cursor is inside, and the outermost bracket is closed behind it
  Open,          // the cursor is inside, and some bracket is never closed
};

// Scans `text` from the bracket at `begin` and adds to `cursor` what is between there and its offset: steps, role,
// word. The siblings of a step are those on both sides of the cursor. Where brackets do not pair up, the indentation of
// lines tells which lack theirs, and which are surplus.
FlowEnd scan_flow(std::string_view text, std::uint32_t begin, ColonEnds colon, Cursor& cursor);

}  // namespace virga::lsp
