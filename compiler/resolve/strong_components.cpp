#include "compiler/resolve/strong_components.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace virga {

// Tarjan's algorithm, iterative because chains may be long.
std::vector<std::uint32_t> strong_components(std::span<const std::uint32_t> first,
                                             std::span<const std::uint32_t> targets) {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  const auto count = static_cast<std::uint32_t>(first.size() - 1);
  std::vector<std::uint32_t> component(count, kNone);
  std::vector<std::uint32_t> index(count, 0);
  std::vector<std::uint32_t> low(count, 0);
  std::vector<std::uint32_t> path;
  std::vector<std::pair<std::uint32_t, std::size_t>> calls;
  std::uint32_t next = 0;
  std::uint32_t components = 0;
  for (std::uint32_t root = 0; root < count; ++root) {
    if (index[root] != 0) continue;
    calls.emplace_back(root, 0);
    while (!calls.empty()) {
      const auto [at, step] = calls.back();
      if (step == 0) {
        index[at] = low[at] = ++next;
        path.push_back(at);
      }
      if (step < first[at + 1] - first[at]) {
        ++calls.back().second;
        const std::uint32_t to = targets[first[at] + step];
        if (index[to] == 0) {
          calls.emplace_back(to, 0);
        } else if (component[to] == kNone) {
          low[at] = std::min(low[at], index[to]);
        }
        continue;
      }
      calls.pop_back();
      if (!calls.empty()) low[calls.back().first] = std::min(low[calls.back().first], low[at]);
      if (low[at] != index[at]) continue;
      for (std::uint32_t member = kNone; member != at;) {
        member = path.back();
        path.pop_back();
        component[member] = components;
      }
      ++components;
    }
  }
  return component;
}

}  // namespace virga
