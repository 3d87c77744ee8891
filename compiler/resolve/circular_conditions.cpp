#include <algorithm>
#include <unordered_set>

#include "compiler/resolve/condition_encoder.h"

namespace virga {
namespace {

// Conditions that an expression names, each node once however often an alias repeats it.
void collect(const Node& node, const Template& model, std::unordered_set<const Node*>& seen,
             std::vector<std::uint32_t>& out) {
  if (node.is_scalar() || !seen.insert(&node).second) return;
  if (node.function == Function::Condition && node.argument()->is_scalar()) {
    if (const Declaration* found = model.find_condition(node.argument()->text())) {
      out.push_back(static_cast<std::uint32_t>(found - model.conditions().data()));
    }
    return;
  }
  for (const Node* item : node.items()) collect(*item, model, seen, out);
  for (const Member& member : node.members()) collect(*member.value, model, seen, out);
}

}  // namespace

// Tarjan's strongly connected components, without recursion: chains of conditions may be long.
std::vector<bool> circular_conditions(const Template& model) {
  const std::size_t count = model.conditions().size();
  std::vector<std::vector<std::uint32_t>> needs(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::unordered_set<const Node*> seen;
    if (model.conditions()[i].body() != nullptr) collect(*model.conditions()[i].body(), model, seen, needs[i]);
  }
  std::vector<bool> circular(count, false);
  std::vector<std::uint32_t> index(count, 0);
  std::vector<std::uint32_t> low(count, 0);
  std::vector<bool> open(count, false);
  std::vector<std::uint32_t> path;
  std::vector<std::pair<std::uint32_t, std::size_t>> calls;
  std::uint32_t next = 0;
  for (std::uint32_t root = 0; root < count; ++root) {
    if (index[root] != 0) continue;
    calls.emplace_back(root, 0);
    while (!calls.empty()) {
      auto [at, step] = calls.back();
      if (step == 0) {
        index[at] = low[at] = ++next;
        path.push_back(at);
        open[at] = true;
      }
      if (step < needs[at].size()) {
        ++calls.back().second;
        std::uint32_t to = needs[at][step];
        if (to == at) circular[at] = true;
        if (index[to] == 0) {
          calls.emplace_back(to, 0);
        } else if (open[to]) {
          low[at] = std::min(low[at], index[to]);
        }
        continue;
      }
      calls.pop_back();
      if (!calls.empty()) low[calls.back().first] = std::min(low[calls.back().first], low[at]);
      if (low[at] != index[at]) continue;
      bool several = path.back() != at;
      for (std::uint32_t member = at + 1; member != at;) {
        member = path.back();
        path.pop_back();
        open[member] = false;
        if (several) circular[member] = true;
      }
    }
  }
  return circular;
}

}  // namespace virga
