// Resources that an update removes and creates anew under another logical ID.
#include <algorithm>
#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/change/template_comparison.h"

namespace virga {
namespace {

// Two resources count as the same one renamed if at most one in this many of their properties differs.
constexpr std::size_t kNearSame = 4;
// The most nodes of a resource to look at.
constexpr std::size_t kMaxNodes = 1000;
// The most candidates of each type to measure, and the most of those to compare.
constexpr std::size_t kMaxMeasured = 64, kMaxCompared = 4;

// What a resource is like, at a glance.
struct Sketch {
  std::size_t nodes = 0;
  std::vector<std::size_t> leaves;  // hashes of its scalars with their keys, sorted
};

void draw(const Node& node, std::string_view key, Sketch& sketch) {
  if (++sketch.nodes > kMaxNodes) return;
  if (node.is_scalar()) {
    const std::hash<std::string_view> hash;
    sketch.leaves.push_back(hash(key) * 31 + hash(node.text()));
  }
  for (const Node* item : node.items()) draw(*item, key, sketch);
  for (const Member& member : node.members()) draw(*member.value, member.key->text(), sketch);
}

Sketch sketch_of(const Resource& resource) {
  Sketch sketch;
  if (resource.properties != nullptr) draw(*resource.properties->value, {}, sketch);
  std::sort(sketch.leaves.begin(), sketch.leaves.end());
  return sketch;
}

// How many scalars they have in common.
std::size_t shared(const Sketch& one, const Sketch& other) {
  std::size_t count = 0;
  for (auto a = one.leaves.begin(), b = other.leaves.begin(); a != one.leaves.end() && b != other.leaves.end();) {
    if (*a == *b) {
      ++count, ++a, ++b;
    } else if (*a < *b) {
      ++a;
    } else {
      ++b;
    }
  }
  return count;
}

// Whether the new one can be there where the old one is: conditions of the new template may exclude each other.
bool can_follow(const Side& after, const Resource& old, const Resource& now) {
  std::vector<std::pair<std::string_view, bool>> conditions;
  for (const std::string_view one : {condition_of(old), condition_of(now)}) {
    if (!one.empty()) conditions.emplace_back(one, true);
  }
  return after.possible(conditions);
}

struct Candidate {
  ResourceChange* change;
  const Resource* resource;
  Sketch sketch;
};

}  // namespace

// A removed and an added resource of the same type that are nearly the same: probably renamed.
void TemplateComparison::mark_renamed() {
  std::unordered_map<std::string_view, std::deque<Candidate>> candidates;
  for (ResourceChange& added : out_.resources) {
    if (added.action != ChangeAction::Add || !added.renamed.empty()) continue;
    if (before_.model().find_resource(added.logical_id) != nullptr) continue;
    const Resource* now = after_.model().find_resource(added.logical_id);
    candidates[added.type].push_back({&added, now, sketch_of(*now)});
  }
  for (ResourceChange& gone : out_.resources) {
    if (gone.action != ChangeAction::Remove || after_.model().find_resource(gone.logical_id) != nullptr) continue;
    const Resource* old = before_.model().find_resource(gone.logical_id);
    const auto of_type = candidates.find(gone.type);
    if (of_type == candidates.end()) continue;
    std::deque<Candidate>& added = of_type->second;
    const Sketch sketch = sketch_of(*old);
    struct Measured {
      std::size_t index, shared;
    };
    std::vector<Measured> measured;
    for (std::size_t i = 0; i < std::min(kMaxMeasured, added.size()); ++i) {
      const std::size_t alike = shared(sketch, added[i].sketch);
      if (!can_follow(after_, *old, *added[i].resource)) continue;
      // Those of which less than half is the same are not nearly so.
      if (alike * 2 >= std::min(sketch.leaves.size(), added[i].sketch.leaves.size())) measured.push_back({i, alike});
    }
    std::stable_sort(measured.begin(), measured.end(),
                     [](const Measured& a, const Measured& b) { return a.shared > b.shared; });
    if (measured.size() > kMaxCompared) measured.resize(kMaxCompared);
    std::size_t best = added.size(), fewest = 0;
    for (const Measured& one : measured) {
      const Resource* now = added[one.index].resource;
      std::vector<Difference> found;
      values_.compare(old->properties == nullptr ? nullptr : old->properties->value,
                      now->properties == nullptr ? nullptr : now->properties->value, found);
      const std::size_t size = std::min(added[one.index].sketch.nodes, kMaxNodes);
      if (found.size() * kNearSame > size || (best < added.size() && found.size() >= fewest)) continue;
      best = one.index;
      fewest = found.size();
      if (fewest == 0) break;
    }
    if (best == added.size()) continue;
    ResourceChange& made = *added[best].change;
    made.renamed = gone.logical_id;
    gone.renamed = made.logical_id;
    added.erase(added.begin() + static_cast<std::ptrdiff_t>(best));
  }
}

}  // namespace virga
