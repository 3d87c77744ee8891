#include "rules/engine/location.h"

#include <cstddef>
#include <string>

namespace virga {

Path Location::path() const {
  std::size_t depth = 0;
  for (const Location* step = this; step->parent != nullptr; step = step->parent) ++depth;
  Path path(depth);
  for (const Location* step = this; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr) {
      path[--depth] = std::string(step->key->text());
    } else {
      path[--depth] = step->index;
    }
  }
  return path;
}

TextRange Location::range() const {
  // As in cfn-lint, only strings among scalars have a range of their own; numbers, booleans and null are reported at
  // their key.
  if (parent != nullptr && key == nullptr && (value->is_string() || !value->is_scalar())) return value->range;
  for (const Location* step = this; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr && !step->key->is_synthetic()) return step->key->range;
  }
  return {};
}

TextRange Location::focus() const {
  if (parent == nullptr || value == nullptr || value->range.size() == 0) return range();
  if (key != nullptr && value->range.begin < key->range.end) return range();
  const bool is_tagged = value->is_mapping() && value->size == 1 && value->members()[0].key->is_synthetic();
  if (is_tagged && value->function == Function::None) return value->members()[0].key->range;
  const bool is_reference = value->function == Function::Ref || value->function == Function::GetAtt;
  return value->is_scalar() || is_reference ? value->range : range();
}

}  // namespace virga
