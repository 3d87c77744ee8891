// Finds the node at a position in the text, for hover, completion, selection and rename.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// One node on the path from the root to a position.
struct NodeStep {
  const Node* node = nullptr;
  std::uint32_t index = 0;  // index of the item or member in the previous node; 0 for the root
  bool key = false;         // the node is that member's key, not its value
};

// What is at the offset or, if nothing is there yet, what would be written there.
enum class Place : std::uint8_t {
  Outside,  // outside the tree, which may be empty, before or after its text; `steps` is empty
  Comment,  // inside a comment; `steps` is empty
  Key,      // on a key; the last step is the key
  Value,    // on a scalar, or where the missing value of a key or item would be; the last step is that value
  Tag,      // on a tag: the last step is the synthetic key of a short form, or the tagged node
  NewKey,   // white space where another key of the last step, a mapping, could begin
  NewItem,  // white space where another item of the last step, a list, could begin
  Alias,    // on "*name"; the last step is the anchored node, whose range is elsewhere
  Between,  // on an indicator or bracket, or after a value, where only punctuation is valid; the last step is the
            // innermost node
};

// The path from the root to a position. The nodes belong to the tree.
struct NodePath {
  std::vector<NodeStep> steps;  // root first; each node except the last is a collection that contains the next
  Place place = Place::Outside;
  std::uint32_t offset = 0;
  // What an edit here would replace: the scalar (without quotes if the offset is between them), the tag with its "!",
  // or an empty range at `offset`. Always contains the offset.
  TextRange token;
  // Bytes from the start of the line to the start of `token`.
  std::uint32_t column = 0;
  // Whether only white space and the "- " of list items precede `token` on its line. Such a plain value may be a key
  // that is still being typed.
  bool own_line = false;

  bool empty() const { return steps.empty(); }
  const Node* leaf() const { return steps.empty() ? nullptr : steps.back().node; }
  // The innermost mapping or list, which may be the leaf itself.
  const Node* collection() const;
  // The node `levels` above the leaf; null above the root.
  const Node* ancestor(std::size_t levels) const {
    return levels < steps.size() ? steps[steps.size() - 1 - levels].node : nullptr;
  }
  // The innermost member whose key or value is or contains the leaf; null if the path has none.
  const Member* member() const;
  // The member, of the mapping before `step`, that the path goes through; null for items and the root.
  const Member* member_at(std::size_t step) const;
  // The index of the step for the innermost function call whose argument contains the position; `steps.size()` if there
  // is none.
  std::size_t function_step() const;
};

// Which node to choose at a boundary between two, such as "a|b" after a missing closing quote: completion asks for the
// one before, hover for the one after.
enum class Side : std::uint8_t { Before, After };

// The innermost node at a byte offset, in any tree, even a broken one. An offset at either end of a key, scalar or tag
// is on it. White space belongs to the collection that text written there would be added to: determined by the column
// of the offset in block collections (deeper than a key means its value), by the brackets in flow collections and JSON.
// An offset past the end counts as the end. Linear in the number of members passed.
NodePath node_at(const SyntaxTree& tree, std::uint32_t offset, Side side = Side::Before);

// The innermost node whose range contains all of `range`, for selections; Place::Outside if there is none.
NodePath node_covering(const SyntaxTree& tree, TextRange range);

// The keys and indexes along the path, as in the paths of findings; a key stands for its member.
Path path_of(const NodePath& path);

// The value at the end of a path of keys and indexes below `root`; null if the tree does not have it.
const Node* value_at(const Node* root, std::span<const PathElement> path);

// Follows keys and indexes as far as the tree has them; complete if the result has one step more than `path`. The last
// step is the value, or its key if `key` is set.
NodePath path_to(const SyntaxTree& tree, const Path& path, bool key = false);

}  // namespace virga
