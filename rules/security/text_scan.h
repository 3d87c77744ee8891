// Walks over the strings of given sections of a template.
#pragma once

#include "compiler/model/template.h"
#include "rules/engine/location.h"

namespace virga {

// Calls visit(const Node& text, const Location& where) for every string value at or below `at`.
template <typename Visit>
void each_string(const Location& at, const Visit& visit) {
  const Node& node = *at.value;
  if (node.is_string()) visit(node, at);
  for (const Member& member : node.members()) each_string(Location{&at, member.key, member.value, 0}, visit);
  std::uint32_t index = 0;
  for (const Node* item : node.items()) each_string(Location{&at, nullptr, item, index++}, visit);
}

template <typename Visit>
void each_string_of(const Template& model, std::initializer_list<Section> sections, const Visit& visit) {
  const Location root{nullptr, nullptr, model.root(), 0};
  for (const Section name : sections) {
    const Member* section = model.section(name);
    if (section != nullptr) each_string(Location{&root, section->key, section->value, 0}, visit);
  }
}

}  // namespace virga
