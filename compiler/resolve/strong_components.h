// Finds cycles in a directed graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace virga {

// The strongly connected component of every node: two nodes have the same number if each reaches the other. The
// successors of node n are targets[first[n]] to targets[first[n + 1] - 1]; `first` has one more entry than there are
// nodes. Numbers are dense, start at 0 and are deterministic.
std::vector<std::uint32_t> strong_components(std::span<const std::uint32_t> first,
                                             std::span<const std::uint32_t> targets);

}  // namespace virga
