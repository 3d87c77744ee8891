// What tests of edits share: values by their paths, and one change that must leave the rest alone.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"

namespace virga {

inline SyntaxTree read(const std::string& text) { return parse(std::make_shared<const SourceFile>("template", text)); }

// The value at a path of keys and list indexes, "Resources/Topic/Properties/Tags/0".
inline const Node* at(const SyntaxTree& tree, std::string_view path) {
  const Node* node = tree.root;
  while (!path.empty() && node != nullptr) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string step(path.substr(0, slash));
    node = node->is_sequence() ? node->items()[std::stoul(step)] : node->get(step);
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return node;
}

// The text after one change, which has to be one and change nothing else; "" where the builder refuses.
template <typename Change>
std::string edited(const std::string& text, Change change) {
  const SyntaxTree tree = read(text);
  EXPECT_TRUE(tree.ok()) << text;
  EditBuilder edit(tree);
  ValueMaker make;
  if (!change(edit, tree, make)) {
    EXPECT_TRUE(edit.take().empty()) << "a refused change leaves nothing behind";
    return "";
  }
  const std::vector<TextEdit> edits = edit.take();
  std::string after = apply_edits(text, edits);
  const SyntaxTree again = read(after);
  EXPECT_TRUE(again.ok()) << after;
  EXPECT_TRUE(changes_only(tree, again, edits)) << after;
  return after;
}

}  // namespace virga
