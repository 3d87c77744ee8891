// Where a place in the text lies in the tree: the question behind hover, completion, selection and rename.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// One node on the way from the root to a place.
struct NodeStep {
  const Node* node = nullptr;
  std::uint32_t index = 0;  // which item or member of the node before; 0 for the root
  bool key = false;         // the node is that member's key, not its value
};

// What stands at the offset or, where nothing does yet, what would be written there.
enum class Place : std::uint8_t {
  Outside,  // nowhere in the tree: it is empty, or the text before or after it; `steps` is empty
  Comment,  // inside a comment; `steps` is empty
  Key,      // on a key; the last step is the key
  Value,    // on a scalar, or where the missing value of a key or item belongs; the last step is that value
  Tag,      // on a tag: the last step is the synthetic key of a short form, or the tagged node
  NewKey,   // white space where another key of the last step, a mapping, can begin
  NewItem,  // white space where another item of the last step, a list, can begin
  Alias,    // on "*name"; the last step is the node that it stands for, whose range lies elsewhere
  Between,  // where only punctuation can be written: on an indicator or bracket, or after a value; the last step is the
            // innermost node
};

// The way from the root to a place. The nodes belong to the tree.
struct NodePath {
  std::vector<NodeStep> steps;  // root first; each node but the last is a collection that holds the next
  Place place = Place::Outside;
  std::uint32_t offset = 0;
  // What an edit at the place replaces: the scalar (without its quotes where the offset is between them), the tag with
  // its "!", or nothing (at `offset`). It always holds the offset.
  TextRange token;
  // Bytes from the start of the line to where `token` begins.
  std::uint32_t column = 0;
  // Nothing but white space and the "- " of list items stands before `token` on its line. A plain value for which this
  // holds may be a key that is still being typed.
  bool own_line = false;

  bool empty() const { return steps.empty(); }
  const Node* leaf() const { return steps.empty() ? nullptr : steps.back().node; }
  // The innermost mapping or list: the leaf itself where that is one.
  const Node* collection() const;
  // The node `levels` above the leaf; null above the root.
  const Node* ancestor(std::size_t levels) const {
    return levels < steps.size() ? steps[steps.size() - 1 - levels].node : nullptr;
  }
  // The innermost member whose key or value is the leaf or holds it; null when the way passes none.
  const Member* member() const;
  // The member of the mapping before `step` that leads to it; null for items and the root.
  const Member* member_at(std::size_t step) const;
  // The innermost call of a function that holds the place in its argument, as a step; `steps.size()` without.
  std::size_t function_step() const;
};

// Where a place stands between two nodes, such as "a|b" after a closing quote is missing, completion asks about the
// one before and hover about the one after.
enum class Side : std::uint8_t { Before, After };

// The innermost node at a byte offset, in any tree, broken ones too. An offset at either end of a key, scalar or tag is
// on it. White space belongs to the collection that text written there would go to: by the column of the offset in
// block collections (deeper than a key means its value), by the brackets in flow collections and JSON. An offset past
// the end counts as the end. Time is linear in the members passed.
NodePath node_at(const SyntaxTree& tree, std::uint32_t offset, Side side = Side::Before);

// The innermost node whose range holds all of `range`, for selections; Place::Outside when there is none.
NodePath node_covering(const SyntaxTree& tree, TextRange range);

// The keys and indexes along the way, as findings name a place: a key stands for its member.
Path path_of(const NodePath& path);

// The way along keys and indexes, as far as the tree has them: complete when it has one step more than `path`. The
// last step is the value, or its key where `key` is set.
NodePath path_to(const SyntaxTree& tree, const Path& path, bool key = false);

}  // namespace virga
