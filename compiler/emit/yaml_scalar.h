// Single values as YAML: which notation a text needs so that every reader of YAML 1.1 gives it back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

enum class YamlContext : std::uint8_t {
  Block,  // value of a block collection, or a key
  Flow,   // between brackets
};

// Appends scalar `node` on one line: plain where the text reads back as the same kind and text, else in quotes.
// A number whose notation YAML does not know ("1e3" of JSON) becomes the same number in one that it knows. Bytes that
// are no UTF-8 become U+FFFD. `scratch` takes what typing needs.
void append_scalar_line(const Node& node, YamlContext context, Arena& scratch, std::string& out);

// Whether `node` is better read as a block scalar ("|", ">") than on one line, and can be written so.
enum class BlockNotation : std::uint8_t { None, Literal, Folded };
BlockNotation block_notation(const Node& node);

// Appends a block scalar in `notation`: the header, then the lines, each after a line break and indented by `column`
// spaces, the parent collection being at column - 2. The last line break is left to the caller. True when blank lines
// after it would belong to the text ("|+").
bool append_block_scalar(std::string_view text, BlockNotation notation, std::uint32_t column, std::string& out);

}  // namespace virga
