// Which items of two lists are the same one.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// Positions in both lists; kNone on one side: the item is new, or gone.
struct ListPair {
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t before = kNone;
  std::size_t after = kNone;
};

// Pairs of items that differ, or have no partner, in the order of the lists. Items that are the same pair first, then
// mappings that agree on what names them (Key, Name, Id, …), then those at the same place between such pairs. Empty
// when nothing but the order differs.
std::vector<ListPair> align_lists(const Node& before, const Node& after,
                                  const std::function<bool(const Node&, const Node&)>& same);

}  // namespace virga
