// Walks over parts of a template, with locations.
#pragma once

#include "compiler/model/template.h"
#include "rules/engine/location.h"

namespace virga {

// Calls `visit(node, where)` for the node and, if that returns true, for everything below it, in source order.
// Locations live on the stack, so `visit` must not keep them. Recursive; the readers bound the depth.
template <typename Visit>
void walk_values(const Node& node, const Location& where, const Visit& visit) {
  if (!visit(node, where)) return;
  for (const Member& member : node.members()) {
    walk_values(*member.value, Location{&where, member.key, member.value, 0}, visit);
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    walk_values(*item, Location{&where, nullptr, item, index}, visit);
    ++index;
  }
}

// Calls `visit(body, where)` for a section if the template has it; `where` is the location of the section.
template <typename Visit>
void in_section(const Template& model, Section section, const Visit& visit) {
  const Member* member = model.section(section);
  if (member == nullptr) return;
  Location root{nullptr, nullptr, model.root(), 0};
  visit(*member->value, Location{&root, member->key, member->value, 0});
}

}  // namespace virga
