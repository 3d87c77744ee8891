#include "rules/engine/location.h"

#include <algorithm>

namespace virga {

Path Location::path() const {
  Path path;
  for (const Location* step = this; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr) {
      path.emplace_back(std::string(step->key->text()));
    } else {
      path.emplace_back(step->index);
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

TextRange Location::range() const {
  for (const Location* step = this; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr) return step->value->range;
    if (!step->key->is_synthetic()) return step->key->range;
  }
  return {};
}

}  // namespace virga
