// Matches the items of two lists.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// Indexes into both lists; kNone on one side means that the item was added or removed.
struct ListPair {
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t before = kNone;
  std::size_t after = kNone;
};

// The pairs that differ or have no partner, in list order. Equal items are paired first, then mappings with the same
// identifying key (Key, Name, Id, …), then items at the same position between such pairs. Empty if only the order
// differs.
std::vector<ListPair> align_lists(const Node& before, const Node& after,
                                  const std::function<bool(const Node&, const Node&)>& same);

}  // namespace virga
