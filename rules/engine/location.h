// Where in a template the walk stands: a chain of keys and indexes back to the root.
#pragma once

#include <cstdint>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/node.h"

namespace virga {

// One step. Links live in the arena of a Validation or in a static frame that outlives their children.
// `key` is the key node of a mapping's member (null for list items and the root).
struct Location {
  const Location* parent = nullptr;
  const Node* key = nullptr;
  const Node* value = nullptr;
  std::uint32_t index = 0;

  // Steps from the root; the root's own path is empty.
  Path path() const;
  // What a finding here underlines: the key token, the list item (no number, boolean or null), else, and where
  // the last step has no text of its own (a short-form tag's key), the nearest enclosing key, as cfn-lint does. The
  // root gives an empty range at 0.
  TextRange range() const;
  // What people are shown: the value, where it is a scalar with a text of its own; else the same as range(). A value
  // that an alias or a merge key brings from elsewhere is not shown there.
  TextRange focus() const;
};

}  // namespace virga
