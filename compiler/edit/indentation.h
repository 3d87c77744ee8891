// How far a level of what is written is indented.
#pragma once

#include <cstdint>

#include "compiler/syntax/syntax_tree.h"

namespace virga {

// indentation_unit() in columns, for what is written as YAML: 2 where the text shows none, tabs, or more than 8.
std::uint32_t indentation_step(const SyntaxTree& tree);

}  // namespace virga
