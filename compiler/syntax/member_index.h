// Finds the members of a large mapping.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// Node::find() for whoever looks for many keys of one mapping, as Fn::Sub does: in logarithmic time where the mapping
// is large. Borrows the mapping, which may be null for one without members.
class MemberIndex {
public:
  explicit MemberIndex(const Node* mapping) : mapping_(mapping) {
    if (mapping == nullptr || mapping->members().size() <= kSmall) return;
    sorted_.reserve(mapping->members().size());
    for (const Member& member : mapping->members()) sorted_.push_back(&member);
    // Stable: of equal keys, the first one counts.
    std::stable_sort(sorted_.begin(), sorted_.end(),
                     [](const Member* a, const Member* b) { return a->key->text() < b->key->text(); });
  }

  const Member* find(std::string_view key) const {
    if (sorted_.empty()) return mapping_ == nullptr ? nullptr : mapping_->find(key);
    const auto found =
        std::lower_bound(sorted_.begin(), sorted_.end(), key,
                         [](const Member* member, std::string_view name) { return member->key->text() < name; });
    return found == sorted_.end() || (*found)->key->text() != key ? nullptr : *found;
  }

private:
  static constexpr std::size_t kSmall = 32;

  const Node* mapping_;
  std::vector<const Member*> sorted_;
};

}  // namespace virga
