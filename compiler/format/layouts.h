// The layouts that format.cpp uses. Internal to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/format.h"

namespace virga {

// Edits for a text that parse() read as YAML or JSON. Only makes edits within `allowed`; blocks that extend beyond it
// keep their columns. False if the text contains something that the layout does not support.
bool lay_out_yaml(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits);
bool lay_out_json(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits);

// The options, but a level is indented as in the rest of the text if that has any.
FormatOptions with_indentation_of(const SyntaxTree& tree, FormatOptions options);

// Whether both trees have the same kinds, texts, tags, anchors, functions and comments in the same order.
bool same_meaning(const SyntaxTree& a, const SyntaxTree& b);

}  // namespace virga
