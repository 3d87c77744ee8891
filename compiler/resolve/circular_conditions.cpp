#include <algorithm>
#include <unordered_set>

#include "compiler/resolve/condition_encoder.h"
#include "compiler/resolve/strong_components.h"

namespace virga {
namespace {

// Collects the conditions that an expression refers to, visiting each node once even if it has aliases.
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

std::vector<bool> circular_conditions(const Template& model) {
  const std::size_t count = model.conditions().size();
  std::vector<std::uint32_t> first{0};
  std::vector<std::uint32_t> needs;
  for (std::size_t i = 0; i < count; ++i) {
    std::unordered_set<const Node*> seen;
    if (model.conditions()[i].body() != nullptr) collect(*model.conditions()[i].body(), model, seen, needs);
    first.push_back(static_cast<std::uint32_t>(needs.size()));
  }
  const std::vector<std::uint32_t> component = strong_components(first, needs);
  std::vector<std::uint32_t> size(count, 0);
  for (const std::uint32_t number : component) ++size[number];
  std::vector<bool> circular(count, false);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto end = needs.begin() + first[i + 1];
    circular[i] = size[component[i]] > 1 || std::find(needs.begin() + first[i], end, i) != end;
  }
  return circular;
}

}  // namespace virga
