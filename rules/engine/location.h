// A location in a template: a chain of keys and indexes back to the root.
#pragma once

#include <cstdint>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/node.h"

namespace virga {

// One step. Steps live in the arena of a Validation or on the stack, and must outlive their children. `key` is the key
// node of a mapping's member (null for list items and the root).
struct Location {
  const Location* parent = nullptr;
  const Node* key = nullptr;
  const Node* value = nullptr;
  std::uint32_t index = 0;

  // The steps from the root, whose own path is empty.
  Path path() const;
  // The range to report, as in cfn-lint: the key, or the list item unless it is a number, boolean or null. Otherwise,
  // and if the last step has no text of its own (the key of a short-form tag), the nearest enclosing key. An empty
  // range at 0 for the root.
  TextRange range() const;
  // The range to show to people: the value if it is a scalar or reference with a text of its own, the tag of an unknown
  // function, else the same as range(). A value from elsewhere, through an alias or a merge key, is not used.
  TextRange focus() const;
};

}  // namespace virga
