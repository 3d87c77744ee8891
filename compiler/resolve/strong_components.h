// Circles in a directed graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace virga {

// The strongly connected component of every node: two nodes have the same number when each reaches the other.
// Node n points to the nodes targets[first[n]] to targets[first[n + 1] - 1]; `first` has one entry more than there are
// nodes. Numbers are dense from 0 and the same for the same input.
std::vector<std::uint32_t> strong_components(std::span<const std::uint32_t> first,
                                             std::span<const std::uint32_t> targets);

}  // namespace virga
