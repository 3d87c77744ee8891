// Writes templates as text.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/syntax/node.h"

namespace virga {

// Indented JSON: two spaces per level, keys in tree order, functions in long form. Numbers keep their notation if it is
// valid JSON. Ends with a newline.
std::string emit_json(const Node& root);

// YAML in idiomatic block style: short tags (!Sub), keys in tree order, long strings as literal blocks, quotes only
// where a plain scalar would be read differently. A level is indented by `step` columns (1 to 9). Ends with a newline.
std::string emit_yaml(const Node& root, std::uint32_t step = 2);

// A lower bound, up to `limit`, of the bytes of all strings in a tree. A few aliases can make a small file into a tree
// of many gigabytes, so check this before emitting an untrusted template.
std::uint64_t size_of_texts(const Node& root, std::uint64_t limit);

// The origin of each node of an expanded template, as JSON: {"file", "nodes": [{"path", "line", "column", "endLine",
// "endColumn", "generated", "notes"}]}. Paths are JSON pointers (RFC 6901), in the order of their keys and indexes;
// lines and columns count from 1 and the end is exclusive. "generated" is present for nodes that an expansion made;
// "notes", if present, names the expansions around the node, innermost first. Ranges refer to `source`.
std::string emit_origins(const Node& root, const SourceFile& source);

}  // namespace virga
