#include "compiler/driver/moved_parts.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "compiler/workspace/carriers.h"

namespace virga {
namespace {

constexpr std::string_view kSections[] = {"Parameters", "Mappings", "Conditions", "Resources", "Outputs"};

// A copy at a place of another file, where the node is not.
const Node* copied(const Node& node, TextRange place, Arena& arena) {
  Node* copy = arena.make<Node>(node);
  copy->range = place;
  if (node.is_sequence()) {
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(copied(*item, place, arena));
    copy->item_list = arena.copy(std::span<const Node* const>(items)).data();
  } else if (node.is_mapping()) {
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      members.push_back({copied(*member.key, place, arena), copied(*member.value, place, arena)});
    }
    copy->member_list = arena.copy(std::span<const Member>(members)).data();
  }
  return copy;
}

const Node* with_members(const Node& map, const std::vector<Member>& members, Arena& arena) {
  Node* copy = arena.make<Node>(map);
  copy->size = static_cast<std::uint32_t>(members.size());
  copy->member_list = arena.copy(std::span<const Member>(members)).data();
  return copy;
}

// Where a declaration is, if it is in one file only.
struct Home {
  const DiffPair* file = nullptr;
  Member part;
  bool is_one = true;
};
using Homes = std::map<std::pair<std::string_view, std::string_view>, Home>;

}  // namespace

MovedParts::MovedParts(const std::vector<DiffPair>& pairs) {
  std::map<std::string, std::vector<const DiffPair*>> folders;
  for (const DiffPair& pair : pairs) {
    if (pair.path.empty() || !is_part_of_folder(pair.new_name.empty() ? pair.old_name : pair.new_name)) continue;
    folders[std::filesystem::path(pair.path).parent_path().string()].push_back(&pair);
  }
  for (const auto& [folder, files] : folders) {
    if (files.size() > 1) find_moves(files);
  }
}

void MovedParts::find_moves(const std::vector<const DiffPair*>& files) {
  Homes olds, news;
  // Resources of the environment are there in any case.
  std::set<std::string, std::less<>> own;
  for (const DiffPair* pair : files) {
    for (const auto& [file, homes] : {std::pair{&pair->before, &olds}, std::pair{&pair->after, &news}}) {
      if (*file == nullptr) continue;
      std::optional<CarriedTemplate> carried = carried_template(*file, PutIn::AsWritten);
      if (carried) {
        for (const ToolResource& one : carried->own) own.insert(one.id);
      }
      const SyntaxTree& tree = trees_.emplace_back(carried ? std::move(carried->tree) : parse(*file));
      if (tree.root == nullptr || !tree.root->is_mapping()) continue;
      for (const std::string_view section : kSections) {
        const Node* parts = tree.root->get(section);
        if (parts == nullptr || parts->function != Function::None) continue;
        for (const Member& part : parts->members()) {
          const auto [home, is_new] = homes->try_emplace({section, part.key->text()}, Home{pair, part});
          if (!is_new) home->second.is_one = false;
        }
      }
    }
  }
  for (const auto& [name, old] : olds) {
    const auto now = news.find(name);
    if (now == news.end() || !old.is_one || !now->second.is_one || old.file == now->second.file) continue;
    if (own.contains(name.second)) continue;
    moves_[old.file].push_back({name.first, old.part, false});
    moves_[now->second.file].push_back({name.first, old.part, true});
  }
}

void MovedParts::apply(const DiffPair& pair, SyntaxTree& old_tree) const {
  const auto found = moves_.find(&pair);
  if (found == moves_.end() || old_tree.root == nullptr || !old_tree.root->is_mapping()) return;
  const Node& root = *old_tree.root;
  const TextRange place{root.range.begin, root.range.begin};
  std::vector<Member> sections(root.members().begin(), root.members().end());
  for (const std::string_view name : kSections) {
    std::vector<Member> parts;
    const Node* before = root.get(name);
    if (before != nullptr && !before->is_mapping()) continue;
    if (before != nullptr) parts.assign(before->members().begin(), before->members().end());
    bool is_other = false;
    for (const Move& move : found->second) {
      if (move.section != name) continue;
      is_other = true;
      if (move.comes) {
        parts.push_back(
            {copied(*move.part.key, place, old_tree.arena), copied(*move.part.value, place, old_tree.arena)});
      } else {
        std::erase_if(parts, [&](const Member& one) { return one.key->text() == move.part.key->text(); });
      }
    }
    if (!is_other) continue;
    const auto section =
        std::find_if(sections.begin(), sections.end(), [&](const Member& one) { return one.key->text() == name; });
    if (section != sections.end()) {
      section->value = with_members(*before, parts, old_tree.arena);
      continue;
    }
    Node* key = old_tree.arena.make<Node>();
    key->kind = NodeKind::String;
    key->flags = Node::kSynthetic;
    key->range = place;
    key->size = static_cast<std::uint32_t>(name.size());
    key->chars = name.data();
    sections.push_back({key, with_members(root, parts, old_tree.arena)});
  }
  old_tree.root = with_members(root, sections, old_tree.arena);
}

}  // namespace virga
