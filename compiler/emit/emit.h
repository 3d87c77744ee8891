// Templates as text.
#pragma once

#include <string>

#include "compiler/syntax/node.h"

namespace virga {

// JSON in lines, two spaces a level, keys in the order of the tree, functions in their long form. Numbers keep their
// text where JSON has it. Ends with a newline.
std::string emit_json(const Node& root);

// YAML in block style as people write it: short tags (!Sub), the order of the tree, long texts as literal blocks,
// quotes only where the plain text would read as something else. Ends with a newline.
std::string emit_yaml(const Node& root);

}  // namespace virga
