// Invariants of every tree, whatever the input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "compiler/syntax/syntax_tree.h"

namespace virga::fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

inline void check_range(const SyntaxTree& tree, TextRange range) {
  require(range.begin <= range.end && range.end <= tree.source->text().size());
}

// Recursion is bounded by ParseOptions::max_depth. Aliases are visited each time they are used.
inline void check_node(const SyntaxTree& tree, const Node& node, std::uint32_t depth, std::uint64_t& budget) {
  require(depth <= ParseOptions{}.max_depth + 3);
  if (budget-- == 0) __builtin_trap();
  check_range(tree, node.range);
  if (node.extra != nullptr) check_range(tree, node.extra->tag_range);
  if (node.function != Function::None) require(node.argument() != nullptr && node.function_key()->is_string());
  for (const Node* item : node.items()) {
    require(item != nullptr);
    check_node(tree, *item, depth + 1, budget);
  }
  for (const Member& member : node.members()) {
    require(member.key != nullptr && member.value != nullptr && member.key->is_scalar());
    check_node(tree, *member.key, depth + 1, budget);
    check_node(tree, *member.value, depth + 1, budget);
  }
}

inline void check_tree(const SyntaxTree& tree) {
  std::uint64_t budget = 20'000'000;
  if (tree.root != nullptr) check_node(tree, *tree.root, 1, budget);
  require(tree.root != nullptr || !tree.errors.empty());
  std::uint32_t last = 0;
  for (const SyntaxError& error : tree.errors) {
    check_range(tree, error.range);
    check_range(tree, error.related);
    require(!error.message.empty() && error.range.begin >= last);
    last = error.range.begin;
  }
  last = 0;
  for (const Comment& comment : tree.comments) {
    check_range(tree, comment.range);
    require(comment.range.begin >= last && tree.text(comment.range).starts_with('#'));
    last = comment.range.end;
  }
}

inline SourceFilePtr source_of(const std::uint8_t* data, std::size_t size) {
  return std::make_shared<const SourceFile>("fuzz", std::string(reinterpret_cast<const char*>(data), size));
}

}  // namespace virga::fuzz
