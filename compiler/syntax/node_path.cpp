#include "compiler/syntax/node_path.h"

namespace virga {

const Node* NodePath::collection() const {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!step->node->is_scalar()) return step->node;
  }
  return nullptr;
}

const Member* NodePath::member_at(std::size_t step) const {
  if (step == 0 || step >= steps.size()) return nullptr;
  const Node* holder = steps[step - 1].node;
  return holder->is_mapping() ? &holder->members()[steps[step].index] : nullptr;
}

const Member* NodePath::member() const {
  for (std::size_t step = steps.size(); step-- > 1;) {
    if (const Member* member = member_at(step); member != nullptr) return member;
  }
  return nullptr;
}

std::size_t NodePath::function_step() const {
  for (std::size_t step = steps.size(); step-- > 1;) {
    if (steps[step - 1].node->function != Function::None && !steps[step].key) return step - 1;
  }
  return steps.size();
}

NodePath node_covering(const SyntaxTree& tree, TextRange range) {
  NodePath path = node_at(tree, range.begin, Side::After);
  if (path.place == Place::Alias) path.steps.pop_back();
  const auto holds = [&](const Node& node) { return node.range.begin <= range.begin && range.end <= node.range.end; };
  while (!path.steps.empty() && !holds(*path.leaf())) path.steps.pop_back();
  if (path.steps.empty()) {
    path.place = Place::Outside;
  } else {
    path.place = path.steps.back().key ? Place::Key : Place::Value;
    path.token = path.leaf()->range;
  }
  return path;
}

Path path_of(const NodePath& path) {
  Path result;
  for (std::size_t step = 1; step < path.steps.size(); ++step) {
    if (const Member* member = path.member_at(step); member != nullptr) {
      result.emplace_back(std::string(member->key->text()));
    } else {
      result.emplace_back(path.steps[step].index);
    }
  }
  return result;
}

const Node* value_at(const Node* root, std::span<const PathElement> path) {
  const Node* node = root;
  for (const PathElement& element : path) {
    if (node == nullptr) break;
    if (const auto* name = std::get_if<std::string>(&element)) {
      node = node->get(*name);
    } else {
      const std::uint32_t index = std::get<std::uint32_t>(element);
      node = index < node->items().size() ? node->items()[index] : nullptr;
    }
  }
  return node;
}

NodePath path_to(const SyntaxTree& tree, const Path& path, bool key) {
  NodePath result;
  if (tree.root == nullptr) return result;
  result.steps.push_back({tree.root, 0, false});
  result.place = Place::Value;
  for (const PathElement& element : path) {
    const Node* node = result.leaf();
    if (const auto* name = std::get_if<std::string>(&element)) {
      const Member* member = node->find(*name);
      if (member == nullptr) break;
      result.steps.push_back({member->value, static_cast<std::uint32_t>(member - node->members().data()), false});
    } else {
      const std::uint32_t index = std::get<std::uint32_t>(element);
      if (index >= node->items().size()) break;
      result.steps.push_back({node->items()[index], index, false});
    }
  }
  const bool complete = result.steps.size() == path.size() + 1;
  if (const Member* member = result.member_at(result.steps.size() - 1); key && complete && member != nullptr) {
    result.steps.back() = {member->key, result.steps.back().index, true};
    result.place = Place::Key;
  }
  result.token = result.leaf()->range;
  result.offset = result.token.begin;
  return result;
}

}  // namespace virga
