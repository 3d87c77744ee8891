// Templates as text.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/syntax/node.h"

namespace virga {

// JSON in lines, two spaces a level, keys in the order of the tree, functions in their long form. Numbers keep their
// text where JSON has it. Ends with a newline.
std::string emit_json(const Node& root);

// YAML in block style as people write it: short tags (!Sub), the order of the tree, long texts as literal blocks,
// quotes only where the plain text would read as something else. Ends with a newline.
std::string emit_yaml(const Node& root);

// Bytes of all texts of a tree, at least, up to `limit`. A few aliases can make a small file a tree of many gigabytes:
// look before you write what others wrote.
std::uint64_t size_of_texts(const Node& root, std::uint64_t limit);

// Where each node of an expanded template comes from, as JSON: {"file", "nodes": [{"path", "line", "column", "endLine",
// "endColumn", "generated", "notes"}]}. Paths are JSON pointers (RFC 6901), in the order of their keys and indexes;
// lines and columns count from 1 and the end is exclusive; "generated" is there for nodes that an expansion made,
// "notes" names the expansions around the node, the innermost first, where there are any. Ranges are of `source`.
std::string emit_origins(const Node& root, const SourceFile& source);

}  // namespace virga
