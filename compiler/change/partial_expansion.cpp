#include "compiler/change/partial_expansion.h"

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <variant>

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

constexpr std::string_view kServerlessTypes = "AWS::Serverless::";
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

// The template with these resources in place of its own.
const Node* with_resources(Arena& arena, const Node& root, const std::vector<Member>& resources) {
  std::vector<Member> sections(root.members().begin(), root.members().end());
  for (Member& section : sections) {
    if (section.key->text() == "Resources") section.value = map_of(arena, *section.value, resources);
  }
  return map_of(arena, root, sections);
}

bool is_serverless(const Node& resource) {
  const Node* type = resource.get("Type");
  return type != nullptr && type->text().starts_with(kServerlessTypes);
}

// Adds what the transform refuses, unless it is not the fault of one resource.
void add_refused(const Snapshot& side, RefusedResources& found) {
  const Node* root = side.tree().root;
  const Node* resources = root == nullptr ? nullptr : root->get("Resources");
  if (resources == nullptr || side.expanded() != nullptr || side.assumed() != nullptr) return;
  for (const Diagnostic& problem : side.expansion(View::Assumed).problems) {
    if (problem.severity != Severity::Error || problem.path.size() < 2) continue;
    const auto* section = std::get_if<std::string>(problem.path.data());
    const auto* id = std::get_if<std::string>(&problem.path[1]);
    if (section == nullptr || *section != "Resources" || id == nullptr) continue;
    const Node* resource = resources->get(*id);
    if (resource != nullptr && is_serverless(*resource)) found.emplace(*id, problem.message);
  }
}

void add_notes(const Snapshot& side, const RefusedResources& refused, bool has_samples,
               std::vector<std::string>& notes) {
  const std::string file = printable(side.source()->name());
  if (has_samples) notes.push_back(fmt::format("{} is compared with samples for missing values", file));
  std::size_t named = 0;
  for (const auto& [id, reason] : refused) {
    if (++named > kMaxNamed) break;
    notes.push_back(fmt::format("{} of {} is compared as written: {}", printable(id), file, printable(reason)));
  }
  if (refused.size() > kMaxNamed) {
    notes.push_back(fmt::format("{} more resources of {} are compared as written", refused.size() - kMaxNamed, file));
  }
}

}  // namespace

PartialExpansion::PartialExpansion(const Snapshot& snapshot, const RefusedResources& left) {
  const SyntaxTree& written = snapshot.tree();
  SyntaxTree rest;
  rest.source = written.source;
  rest.language = written.language;
  rest.errors = written.errors;
  std::vector<Member> others, stays;
  const Node* resources = written.root->get("Resources");
  for (const Member& member : resources == nullptr ? std::span<const Member>() : resources->members()) {
    const bool is_left = left.contains(member.key->text()) && is_serverless(*member.value);
    (is_left ? stays : others).push_back(member);
  }
  rest.root = with_resources(rest.arena, *written.root, others);
  rest_ = std::make_shared<const Snapshot>(std::move(rest), std::make_shared<SemanticOptions>(snapshot.options()));
  const Semantics* expanded = rest_->expanded();
  if (expanded == nullptr) expanded = rest_->assumed();
  if (expanded == nullptr) return;
  const Node& root = *expanded->tree().root;
  const Node* made = root.get("Resources");
  if (made == nullptr) return;
  others.assign(made->members().begin(), made->members().end());
  others.insert(others.end(), stays.begin(), stays.end());
  tree_.source = written.source;
  tree_.language = written.language;
  tree_.root = with_resources(tree_.arena, root, others);
  // What stays still has its part of Globals.
  const Member* globals = written.root->find("Globals");
  if (globals != nullptr && !stays.empty()) {
    std::vector<Member> sections(tree_.root->members().begin(), tree_.root->members().end());
    sections.push_back(*globals);
    tree_.root = map_of(tree_.arena, root, sections);
  }
  view_.emplace(tree_, snapshot.options(), View::Expanded);
}

PartialExpansions expand_partly(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes) {
  RefusedResources of_old, of_new;
  add_refused(before, of_old);
  add_refused(after, of_new);
  for (int round = 0; round < kMaxRounds; ++round) {
    RefusedResources left = of_new;
    left.insert(of_old.begin(), of_old.end());
    if (left.empty()) return {};
    PartialExpansions made{std::make_unique<const PartialExpansion>(before, left),
                           std::make_unique<const PartialExpansion>(after, left)};
    if (made.before->view() != nullptr && made.after->view() != nullptr) {
      if (made.before->has_samples() != made.after->has_samples()) return {};
      add_notes(before, of_old, made.before->has_samples(), notes);
      add_notes(after, of_new, made.after->has_samples(), notes);
      return made;
    }
    const std::size_t known = of_old.size() + of_new.size();
    add_refused(made.before->rest(), of_old);
    add_refused(made.after->rest(), of_new);
    if (of_old.size() + of_new.size() == known) return {};
  }
  return {};
}

}  // namespace virga
