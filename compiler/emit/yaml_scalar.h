// Writes YAML scalars in a notation that every YAML 1.1 reader reads back unchanged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

enum class YamlContext : std::uint8_t {
  Block,  // a value in a block collection, or a key
  Flow,   // between brackets
};

// Appends a scalar on one line: plain if it is read back with the same kind and text, else quoted. A number in a
// notation that YAML does not have (JSON's "1e3") is converted to one that it has. Invalid UTF-8 becomes U+FFFD.
// `scratch` holds temporary data.
void append_scalar_line(const Node& node, YamlContext context, Arena& scratch, std::string& out);

// The block notation ("|", ">") to prefer over a single line for `node`; None if one line is better or required.
enum class BlockNotation : std::uint8_t { None, Literal, Folded };
BlockNotation block_notation(const Node& node);

// Appends a block scalar in `notation`: the header, then each line after a line break and indented by `column` spaces,
// where the parent collection is at column - `step`, of one digit. The caller adds the final line break. True if blank
// lines after it would become part of the text ("|+").
bool append_block_scalar(std::string_view text, BlockNotation notation, std::uint32_t column, std::uint32_t step,
                         std::string& out);

}  // namespace virga
