#include "compiler/change/partial_expansion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <unordered_set>
#include <variant>

#include "compiler/diagnostics/text.h"
#include "compiler/expand/expansion.h"

namespace virga {
namespace {

// What names a refused resource may be refused in turn, and each round expands both templates.
constexpr int kMaxRounds = 6;
// The most resources to name.
constexpr std::size_t kMaxNamed = 10;

const Node* map_of(Arena& arena, const Node& like, const std::vector<Member>& members) {
  Node* node = arena.make<Node>();
  node->kind = NodeKind::Mapping;
  node->range = like.range;
  node->size = static_cast<std::uint32_t>(members.size());
  node->member_list = arena.copy(std::span<const Member>(members)).data();
  return node;
}

// The template with these members of a section in place of its own; a section that it does not have is added.
const Node* with_section(Arena& arena, const Node& root, std::string_view name, const Member* written,
                         const std::vector<Member>& members) {
  std::vector<Member> sections(root.members().begin(), root.members().end());
  bool is_there = false;
  for (Member& section : sections) {
    if (section.key->text() != name) continue;
    is_there = true;
    section.value = map_of(arena, *section.value, members);
  }
  if (!is_there && written != nullptr) sections.push_back({written->key, map_of(arena, *written->value, members)});
  return map_of(arena, root, sections);
}

// The map without the member at the path.
const Node* without(Arena& arena, const Node& node, std::span<const std::string> path) {
  std::vector<Member> members(node.members().begin(), node.members().end());
  if (path.size() == 1) std::erase_if(members, [&](const Member& one) { return one.key->text() == path.front(); });
  for (Member& one : members) {
    if (path.size() > 1 && one.key->text() == path.front()) one.value = without(arena, *one.value, path.subspan(1));
  }
  return map_of(arena, node, members);
}

// What is left out may be made by a loop, so that the loops are unrolled first.
const SyntaxTree& tree_of(const Snapshot& side) { return side.unrolled().tree(); }

// Adds all that a loop makes: what is wrong with one of them is said of the loop.
void add_made(const Snapshot& side, const std::string& loop, const std::string& reason, RefusedParts& found) {
  const Node* written = side.tree().root->get("Resources");
  const Node* body = written == nullptr ? nullptr : written->get(loop);
  if (body == nullptr) return;
  for (const Member& member : tree_of(side).root->get("Resources")->members()) {
    const TextRange at = member.key->range;
    if (body->range.begin <= at.begin && at.end <= body->range.end) found.resources.emplace(member.key->text(), reason);
  }
}

// Adds what the transform refuses, as far as it is one resource or a part of Globals.
void add_refused(const Snapshot& side, RefusedParts& found) {
  const Node* root = tree_of(side).root;
  const Node* resources = root == nullptr ? nullptr : root->get("Resources");
  if (resources == nullptr || side.expanded() != nullptr || side.assumed() != nullptr) return;
  for (const Diagnostic& problem : side.expansion(View::Assumed).problems) {
    std::vector<std::string> keys;
    for (const auto& step : problem.path) {
      const auto* key = std::get_if<std::string>(&step);
      if (key == nullptr) break;
      keys.push_back(*key);
    }
    if (problem.severity != Severity::Error || keys.empty()) continue;
    if (keys.front() == "Globals") {
      // A property of the resources of one type, of which the values are a matter of the resources.
      keys.erase(keys.begin());
      if (keys.size() > 2) keys.resize(2);
      found.globals.emplace(std::move(keys), problem.message);
    } else if (keys.front() == "Outputs" && keys.size() > 1 && function_of_key(keys[1]) != Function::ForEach) {
      found.outputs.emplace(keys[1], problem.message);
    } else if (keys.front() == "Resources" && keys.size() > 1 && function_of_key(keys[1]) == Function::ForEach) {
      add_made(side, keys[1], problem.message, found);
    } else if (keys.front() == "Resources" && keys.size() > 1 && resources->get(keys[1]) != nullptr) {
      found.resources.emplace(keys[1], problem.message);
    }
  }
}

// Adds the SAM resources that make what has the logical ID of a resource that stays. That one is not refused then,
// unless it is for another reason, which the next round finds.
void add_clashes(const PartialExpansion& expansion, RefusedParts& found) {
  for (const auto& [source, made] : expansion.clashes()) {
    const auto refused = found.resources.find(made);
    if (refused == found.resources.end()) {
      found.resources.emplace(source, fmt::format("it generates '{}', which the template already uses", made));
    } else {
      std::string reason = std::move(refused->second);
      found.resources.erase(refused);
      found.resources.insert_or_assign(source, std::move(reason));
    }
  }
}

void add_notes(const Snapshot& side, const RefusedParts& refused, bool has_samples, std::vector<std::string>& notes) {
  const std::string file = printable(side.source()->name());
  if (has_samples) notes.push_back(fmt::format("{} is compared with samples for missing values", file));
  for (const auto& [path, reason] : refused.globals) {
    notes.push_back(fmt::format(
        "{} is compared without {}: {}", file,
        printable(fmt::format("{}{}{}", "Globals", path.empty() ? "" : ".", fmt::join(path, "."))), printable(reason)));
  }
  std::size_t named = 0;
  for (const auto& [name, reason] : refused.outputs) {
    if (++named > kMaxNamed) continue;
    notes.push_back(
        fmt::format("Output {} of {} is compared as written: {}", printable(name), file, printable(reason)));
  }
  for (const auto& [id, reason] : refused.resources) {
    if (++named > kMaxNamed) continue;
    notes.push_back(fmt::format("{} of {} is compared as written: {}", printable(id), file, printable(reason)));
  }
  if (named > kMaxNamed) {
    notes.push_back(
        fmt::format("{} more resources and outputs of {} are compared as written", named - kMaxNamed, file));
  }
}

}  // namespace

PartialExpansion::PartialExpansion(const Snapshot& snapshot, const Left& left, const RefusedParts& refused) {
  const SyntaxTree& written = tree_of(snapshot);
  SyntaxTree rest;
  rest.source = written.source;
  rest.language = written.language;
  rest.errors = written.errors;
  std::vector<Member> others, stays;
  const Node* resources = written.root->get("Resources");
  for (const Member& member : resources == nullptr ? std::span<const Member>() : resources->members()) {
    (left.resources.contains(member.key->text()) ? stays : others).push_back(member);
  }
  rest.root = with_section(rest.arena, *written.root, "Resources", nullptr, others);
  const Member* outputs = written.root->find("Outputs");
  std::vector<Member> other_outputs, left_outputs;
  for (const Member& member : outputs == nullptr ? std::span<const Member>() : outputs->value->members()) {
    (left.outputs.contains(member.key->text()) ? left_outputs : other_outputs).push_back(member);
  }
  // An empty section is refused.
  if (!left_outputs.empty()) {
    rest.root = other_outputs.empty() ? without(rest.arena, *rest.root, std::vector<std::string>{"Outputs"})
                                      : with_section(rest.arena, *rest.root, "Outputs", nullptr, other_outputs);
  }
  for (const auto& [path, reason] : refused.globals) {
    std::vector<std::string> steps = {"Globals"};
    steps.insert(steps.end(), path.begin(), path.end());
    rest.root = without(rest.arena, *rest.root, steps);
  }
  rest_ = std::make_shared<const Snapshot>(std::move(rest), std::make_shared<SemanticOptions>(snapshot.options()));
  // Of a template without resources there is nothing to expand, and the transform refuses it.
  const Semantics* expanded = others.empty() ? &snapshot.written() : rest_->expanded();
  has_samples_ = expanded == nullptr;
  if (has_samples_) expanded = rest_->assumed();
  if (expanded == nullptr) return;
  const Node& root = *expanded->tree().root;
  const Node* made = root.get("Resources");
  if (made == nullptr) return;
  if (!others.empty()) others.assign(made->members().begin(), made->members().end());
  std::unordered_set<std::string_view> ids;
  for (const Member& member : stays) ids.insert(member.key->text());
  for (const Member& member : others) {
    const std::string_view source = sam_resource_of(*member.key), id = member.key->text();
    if (!source.empty() && ids.contains(id)) clashes_.emplace(source, id);
  }
  if (!clashes_.empty()) return;
  others.insert(others.end(), stays.begin(), stays.end());
  tree_.source = written.source;
  tree_.language = written.language;
  tree_.root = with_section(tree_.arena, root, "Resources", nullptr, others);
  if (!left_outputs.empty()) {
    const Node* made_outputs = root.get("Outputs");
    std::vector<Member> all = left_outputs;
    if (made_outputs != nullptr) all.insert(all.end(), made_outputs->members().begin(), made_outputs->members().end());
    tree_.root = with_section(tree_.arena, *tree_.root, "Outputs", outputs, all);
  }
  const Member* globals = written.root->find("Globals");
  if (globals != nullptr && root.find("Globals") == nullptr) {
    std::vector<Member> sections(tree_.root->members().begin(), tree_.root->members().end());
    sections.push_back(*globals);
    tree_.root = map_of(tree_.arena, *tree_.root, sections);
  }
  view_.emplace(tree_, snapshot.options(), View::Expanded);
}

KeptExpansion::KeptExpansion(const Snapshot& snapshot) {
  const SemanticOptions& options = snapshot.options();
  ExpandOptions how;
  how.region = options.evaluation.region;
  how.parameters = options.evaluation.parameters;
  how.files = options.files;
  expansion_ = expand(snapshot.tree(), how);
  if (expansion_.ok()) view_.emplace(expansion_.tree, options, View::Expanded);
}

PartialExpansions expand_partly(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes) {
  RefusedParts of_old, of_new;
  add_refused(before, of_old);
  add_refused(after, of_new);
  for (int round = 0; round < kMaxRounds; ++round) {
    const RefusedParts old_known = of_old, new_known = of_new;
    if (of_old.is_empty() && of_new.is_empty()) return {};
    PartialExpansion::Left left;
    for (const RefusedParts* side : {&of_old, &of_new}) {
      for (const auto& [id, reason] : side->resources) left.resources.insert(id);
      for (const auto& [name, reason] : side->outputs) left.outputs.insert(name);
    }
    PartialExpansions made{std::make_unique<const PartialExpansion>(before, left, of_old),
                           std::make_unique<const PartialExpansion>(after, left, of_new)};
    if (made.before->view() != nullptr && made.after->view() != nullptr) {
      if (made.before->has_samples() != made.after->has_samples()) return {};
      add_notes(before, of_old, made.before->has_samples(), notes);
      add_notes(after, of_new, made.after->has_samples(), notes);
      return made;
    }
    add_refused(made.before->rest(), of_old);
    add_refused(made.after->rest(), of_new);
    add_clashes(*made.before, of_old);
    add_clashes(*made.after, of_new);
    if (of_old == old_known && of_new == new_known) return {};
  }
  return {};
}

}  // namespace virga
