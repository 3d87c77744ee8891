// Circles in a directed graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace virga {

// The strongly connected component of every node: two nodes have the same number when each reaches the other.
// `edges[n]` lists the nodes that n points to, each below `edges.size()`. Numbers are dense from 0 and the same for the
// same input.
std::vector<std::uint32_t> strong_components(std::span<const std::vector<std::uint32_t>> edges);

}  // namespace virga
