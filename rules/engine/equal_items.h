// Finds equal items of a list, in time that grows with the list and not with its square.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// The same for values that equal_values() finds equal, and most likely another one for others.
std::uint64_t hash_value(const Node& value);

// The first item, and the first before it, for which `equal(earlier, later)` is true, as indexes (earlier, later).
// Items that are equal must have the same `hash(item)`.
template <class Hash, class Equal>
std::optional<std::pair<std::uint32_t, std::uint32_t>> first_equal_items(const Node& list, Hash hash, Equal equal) {
  // Nearly all lists are so short that a table would cost more than it saves.
  constexpr std::uint32_t kShort = 16;
  if (list.size <= kShort) {
    for (std::uint32_t i = 1; i < list.size; ++i) {
      for (std::uint32_t k = 0; k < i; ++k) {
        if (equal(*list.item_list[k], *list.item_list[i])) return std::pair{k, i};
      }
    }
    return std::nullopt;
  }
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> seen;
  for (std::uint32_t i = 0; i < list.size; ++i) {
    std::vector<std::uint32_t>& same_hash = seen[hash(*list.item_list[i])];
    for (const std::uint32_t k : same_hash) {
      if (equal(*list.item_list[k], *list.item_list[i])) return std::pair{k, i};
    }
    same_hash.push_back(i);
  }
  return std::nullopt;
}

// The indexes of all items for which `equal(earlier, later)` is true for an earlier one, in order.
template <class Hash, class Equal>
std::vector<std::uint32_t> repeated_items(const Node& list, Hash hash, Equal equal) {
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> seen;
  std::vector<std::uint32_t> repeated;
  for (std::uint32_t i = 0; i < list.size; ++i) {
    std::vector<std::uint32_t>& same_hash = seen[hash(*list.item_list[i])];
    const bool is_repeated = std::any_of(same_hash.begin(), same_hash.end(), [&](std::uint32_t k) {
      return equal(*list.item_list[k], *list.item_list[i]);
    });
    (is_repeated ? repeated : same_hash).push_back(i);
  }
  return repeated;
}

}  // namespace virga
