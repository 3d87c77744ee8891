// Walks over every string of a template, with its location.
#pragma once

#include "rules/engine/location.h"

namespace virga {

// Calls visit(const Node& text, const Location& where) for each string value at or below `at`. Keys are not visited.
// The locations are valid during the call.
template <typename Visit>
void each_text(const Location& at, Visit&& visit) {
  const Node& node = *at.value;
  if (node.is_string()) {
    visit(node, at);
    return;
  }
  for (const Member& member : node.members()) {
    Location inner{&at, member.key, member.value, 0};
    each_text(inner, visit);
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    Location inner{&at, nullptr, item, index++};
    each_text(inner, visit);
  }
}

// The innermost function whose argument contains the location, or None. `Fn::If` counts only if `with_if` is set.
inline Function function_around(const Location& where, bool with_if) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr || step->parent->value == nullptr) continue;
    Function function = step->parent->value->function;
    if (function != Function::None && (with_if || function != Function::If)) return function;
  }
  return Function::None;
}

// The n-th step from the root (1 is the section); null if the location is not that deep.
inline const Location* step_at(const Location& where, std::uint32_t depth) {
  std::uint32_t steps = 0;
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) ++steps;
  if (steps < depth) return nullptr;
  const Location* step = &where;
  for (; steps > depth; --steps) step = step->parent;
  return step;
}

// The key of the n-th step, or "" if there is none.
inline std::string_view key_at(const Location& where, std::uint32_t depth) {
  const Location* step = step_at(where, depth);
  return step != nullptr && step->key != nullptr ? step->key->text() : std::string_view{};
}

}  // namespace virga
