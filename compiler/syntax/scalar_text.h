// From the notation of a YAML scalar to its text, for the reader on tree-sitter (libyaml does this by itself).
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/support/arena.h"

namespace virga {

// `raw` is the scalar as written, quotes included where it has some; a missing closing quote is tolerated. The result
// is part of `raw` where that is the text already, else in the arena.
std::string_view plain_text(std::string_view raw, Arena& arena);
std::string_view single_quoted_text(std::string_view raw, Arena& arena);
std::string_view double_quoted_text(std::string_view raw, Arena& arena);

// A block scalar whose "|" or ">" is at `begin`, inside a block collection at column `parent_indent` (-1 at the top).
// `end` is set to where its lines end, trailing blank lines included.
std::string_view block_text(std::string_view source, std::uint32_t begin, int parent_indent, Arena& arena,
                            std::uint32_t& end);

}  // namespace virga
