// What format.cpp puts together. Internal to this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/format.h"

namespace virga {

// Edits for a text that parse() took as YAML or JSON. Only edits within `allowed` are made, and blocks that reach
// beyond it stay in their columns. False when the text holds something that the layout does not know.
bool lay_out_yaml(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits);
bool lay_out_json(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits);

// Do both trees hold the same kinds, texts, tags, anchors, functions and comments in the same order?
bool same_meaning(const SyntaxTree& a, const SyntaxTree& b);

// The first line break of a text: "\n" when it has none.
std::string_view line_break_of(std::string_view text);

}  // namespace virga
