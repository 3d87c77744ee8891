// Converts YAML scalars as written to their values, for the tolerant readers (libyaml does this itself).
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/support/arena.h"

namespace virga {

// `raw` is the scalar as written, including any quotes; a missing closing quote is tolerated. The result is a part of
// `raw` if nothing has to be converted, else in the arena.
std::string_view plain_text(std::string_view raw, Arena& arena);
std::string_view single_quoted_text(std::string_view raw, Arena& arena);
std::string_view double_quoted_text(std::string_view raw, Arena& arena);

// Reads the block scalar whose "|" or ">" is at `begin`, inside a block collection at column `parent_indent` (-1 at the
// top level). Sets `end` to the end of its lines, including trailing blank lines.
std::string_view block_text(std::string_view source, std::uint32_t begin, int parent_indent, Arena& arena,
                            std::uint32_t& end);

}  // namespace virga
