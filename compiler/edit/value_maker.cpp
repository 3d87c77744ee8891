#include "compiler/edit/value_maker.h"

#include <algorithm>

namespace virga {

const Node& ValueMaker::scalar(NodeKind kind, std::string_view text) {
  Node* node = arena_.make<Node>();
  char* copy = static_cast<char*>(arena_.allocate(text.size() + 1, 1));
  std::copy(text.begin(), text.end(), copy);  // an empty view may have no data
  node->kind = kind;
  node->size = static_cast<std::uint32_t>(text.size());
  node->chars = copy;
  return *node;
}

const Node& ValueMaker::list(const std::vector<const Node*>& items) {
  Node* node = arena_.make<Node>();
  node->kind = NodeKind::Sequence;
  node->style = NodeStyle::Block;
  node->size = static_cast<std::uint32_t>(items.size());
  node->item_list = arena_.copy(std::span<const Node* const>(items)).data();
  return *node;
}

const Node& ValueMaker::map(const std::vector<std::pair<std::string_view, const Node*>>& members) {
  return *make_map(members);
}

Node* ValueMaker::make_map(const std::vector<std::pair<std::string_view, const Node*>>& members) {
  std::vector<Member> list;
  list.reserve(members.size());
  for (const auto& [key, value] : members) list.push_back({&text(key), value});
  Node* node = arena_.make<Node>();
  node->kind = NodeKind::Mapping;
  node->style = NodeStyle::Block;
  node->size = static_cast<std::uint32_t>(list.size());
  node->member_list = arena_.copy(std::span<const Member>(list)).data();
  return node;
}

const Node& ValueMaker::call(std::string_view function, const Node& argument) {
  Node* node = make_map({{function, &argument}});
  node->function = function_of_key(function);
  return *node;
}

}  // namespace virga
