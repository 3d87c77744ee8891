// textDocument/documentSymbol
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lsp/features/handlers.h"
#include "lsp/features/symbol_kinds.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

struct Outline {
  std::string name;
  std::string detail;
  int kind = 0;
  TextRange range;
  TextRange selection;
  std::vector<Outline> children;
};

int kind_of_member(std::string_view section) {
  if (section == "Parameters") return symbol_kind_number(NameKind::Parameter);
  if (section == "Resources") return symbol_kind_number(NameKind::Resource);
  if (section == "Conditions" || section == "Rules") return symbol_kind_number(NameKind::Condition);
  if (section == "Mappings") return symbol_kind_number(NameKind::Mapping);
  if (section == "Outputs") return symbol_kind_number(NameKind::Output);
  return kPropertySymbol;
}

Outline outline_of(const Member& member, int kind) {
  Outline made;
  const std::string_view name = member.key->text();
  made.name = name.empty() ? "(empty)" : std::string(name);
  made.kind = kind;
  made.selection = member.key->range;
  made.range = {member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
  // An alias has its value elsewhere.
  if (member.value->range.begin < member.key->range.begin) made.range = member.key->range;
  return made;
}

// The states that are defined in a resource, each in the one around it.
void add_states(Outline& parent, std::span<const Occurrence> occurrences) {
  std::vector<Outline*> around = {&parent};
  auto at = std::partition_point(occurrences.begin(), occurrences.end(), [&](const Occurrence& occurrence) {
    return occurrence.range.begin < parent.range.begin;
  });
  for (; at != occurrences.end() && at->range.begin < parent.range.end; ++at) {
    const bool is_again = around.size() > 1 && around.back()->selection.begin == at->range.begin;  // by an alias
    if (at->symbol.kind != NameKind::State || !at->is_declaration || is_again) continue;
    while (around.size() > 1 && at->range.begin >= around.back()->range.end) around.pop_back();
    Outline made;
    made.name = at->symbol.name.empty() ? "(empty)" : at->symbol.name;
    made.detail = at->detail;
    made.kind = symbol_kind_number(NameKind::State);
    made.selection = at->range;
    made.range = {std::min(at->whole.begin, at->range.begin), std::max(at->whole.end, at->range.end)};
    std::vector<Outline>& siblings = around.back()->children;
    siblings.push_back(std::move(made));
    around.push_back(&siblings.back());
  }
}

void add_members(Outline& section, const Node& body, std::span<const Occurrence> occurrences) {
  for (const Member& member : body.members()) {
    Outline made = outline_of(member, kind_of_member(section.name));
    if (const Node* type = member.value->get("Type"); type != nullptr && type->is_scalar()) {
      made.detail = std::string(type->text());
    }
    // Loops define what is in their body.
    if (member.key->text().starts_with("Fn::ForEach::") && member.value->items().size() == 3) {
      const std::string name = std::exchange(made.name, section.name);
      add_members(made, *member.value->items()[2], occurrences);
      made.name = name;
    } else if (section.name == "Resources") {
      add_states(made, occurrences);
    }
    section.range.begin = std::min(section.range.begin, made.range.begin);
    section.range.end = std::max(section.range.end, made.range.end);
    section.children.push_back(std::move(made));
  }
}

json message(const Outline& outline, const Positions& positions) {
  json made = {{"name", outline.name},
               {"kind", outline.kind},
               {"range", positions.range(outline.range)},
               {"selectionRange", positions.range(outline.selection)}};
  if (!outline.detail.empty()) made["detail"] = outline.detail;
  if (outline.children.empty()) return made;
  json children = json::array();
  for (const Outline& child : outline.children) children.push_back(message(child, positions));
  made["children"] = std::move(children);
  return made;
}

void flatten(const Outline& outline, const std::string& container, const FeatureContext& context, json& list) {
  list.push_back(
      {{"name", outline.name},
       {"kind", outline.kind},
       {"containerName", container},
       {"location", {{"uri", context.analysis.document().uri}, {"range", context.positions().range(outline.range)}}}});
  for (const Outline& child : outline.children) flatten(child, outline.name, context, list);
}

}  // namespace

json document_symbols(const FeatureContext& context, const json& /*params*/) {
  json list = json::array();
  const Node* root = context.analysis.model().root();
  if (root == nullptr) return list;
  const Positions positions = context.positions();
  for (const Member& member : root->members()) {
    Outline section = outline_of(member, kNamespaceSymbol);
    if (member.value->is_mapping()) {
      add_members(section, *member.value, context.analysis.occurrences());
    } else {
      section.kind = kPropertySymbol;
    }
    if (context.client.hierarchical_symbols) {
      list.push_back(message(section, positions));
    } else {
      flatten(section, "", context, list);
    }
  }
  return list;
}

}  // namespace virga::lsp
