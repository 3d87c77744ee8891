// Applies edits, and checks that nothing else has changed.
#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "compiler/edit/edit_builder.h"

namespace virga {
namespace {

bool before(const TextEdit& a, const TextEdit& b) {
  return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end);
}

// Edits that share bytes or insert at the same place conflict, because the result would depend on their order.
bool collide(TextRange a, TextRange b) {
  if (a == b) return true;
  if (a.begin > b.begin) std::swap(a, b);
  return a.end > b.begin || (a.begin == b.begin && (a.size() == 0 || b.size() == 0));
}

// The accepted edits, sorted by position.
class Taken {
public:
  bool collides(const TextEdit& edit) const {
    const auto next = std::lower_bound(edits_.begin(), edits_.end(), edit, before);
    if (next != edits_.end() && collide(next->range, edit.range)) return true;
    return next != edits_.begin() && collide(std::prev(next)->range, edit.range);
  }
  bool has(const TextEdit& edit) const {
    const auto [first, last] = std::equal_range(edits_.begin(), edits_.end(), edit, before);
    return std::any_of(first, last, [&](const TextEdit& other) { return other.replacement == edit.replacement; });
  }
  // Insertions of one fix at the same place keep their order.
  void add(const TextEdit& edit) { edits_.insert(std::upper_bound(edits_.begin(), edits_.end(), edit, before), edit); }
  const std::vector<TextEdit>& edits() const { return edits_; }

private:
  std::vector<TextEdit> edits_;
};

// Ranges in the order of their beginnings.
class Ranges {
public:
  void add(TextRange range) {
    begins_.push_back(range.begin);
    ends_.push_back(ends_.empty() ? range.end : std::max(ends_.back(), range.end));
  }
  // Whether one of them has a place in common with this one, or touches it.
  bool meets(TextRange range) const { return farthest_end(range.end) >= std::int64_t{range.begin}; }
  bool holds(TextRange range) const { return farthest_end(range.begin) >= std::int64_t{range.end}; }

private:
  // Where those end that begin here or before; -1 if none does.
  std::int64_t farthest_end(std::uint32_t begin) const {
    const auto next = std::upper_bound(begins_.begin(), begins_.end(), begin);
    return next == begins_.begin() ? -1 : std::int64_t{ends_[static_cast<std::size_t>(next - begins_.begin()) - 1]};
  }

  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;  // the farthest of all up to this one
};

TextRange whole(const Member& member) {
  return {member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
}

bool equal(const Node& a, const Node& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.size != b.size) return false;
  if (a.is_scalar()) return a.text() == b.text();
  for (std::uint32_t i = 0; i < a.items().size(); ++i) {
    if (!equal(*a.items()[i], *b.items()[i])) return false;
  }
  for (std::uint32_t i = 0; i < a.members().size(); ++i) {
    const Member& x = a.members()[i];
    const Member& y = b.members()[i];
    if (x.key->text() != y.key->text() || !equal(*x.value, *y.value)) return false;
  }
  return true;
}

// Compares two trees, given the ranges of the edits in the text of each.
class Comparison {
public:
  explicit Comparison(std::span<const TextEdit> edits) {
    std::vector<const TextEdit*> sorted;
    for (const TextEdit& edit : edits) sorted.push_back(&edit);
    std::stable_sort(sorted.begin(), sorted.end(), [](const TextEdit* a, const TextEdit* b) { return before(*a, *b); });
    std::int64_t shift = 0;
    for (const TextEdit* edit : sorted) {
      old_.add(edit->range);
      const auto begin = static_cast<std::uint32_t>(edit->range.begin + shift);
      const auto size = static_cast<std::uint32_t>(edit->replacement.size());
      if (size > 0) new_.add({begin, begin + size});
      shift += std::int64_t{size} - edit->range.size();
    }
  }

  // Whether `a` became `b`: whatever is missing was edited, whatever is new was inserted, the rest is equal.
  bool same(const Node& a, const Node& b) {
    if (a.size > 0 && !a.is_scalar() && b.is(NodeKind::Null) && !old_.holds(a.range)) {
      emptied_.push_back(a.range);
      return true;
    }
    const bool is_filled_in = a.is(NodeKind::Null) && a.range.size() == 0 && new_.holds(b.range);
    if (is_filled_in) return true;
    if (a.is_scalar() || a.kind != b.kind) return old_.meets(a.range) || (a.kind == b.kind && a.text() == b.text());
    return a.is_mapping() ? same_members(a, b) : same_items(a, b);
  }

  const std::vector<TextRange>& emptied() const { return emptied_; }

private:
  bool same_members(const Node& a, const Node& b) {
    for (const Member& member : a.members()) {
      const Node* other = b.get(member.key->text());
      if (other == nullptr ? !old_.meets(whole(member)) : !same(*member.value, *other)) return false;
    }
    return std::all_of(b.members().begin(), b.members().end(), [&](const Member& member) {
      return a.find(member.key->text()) != nullptr || new_.meets(whole(member));
    });
  }

  // Items that an edit removes or replaces may be missing, and items in an edit's text may be new; all others must
  // correspond in order.
  bool same_items(const Node& a, const Node& b) {
    const std::vector<const Node*> kept = outside(a, old_), found = outside(b, new_);
    return std::equal(kept.begin(), kept.end(), found.begin(), found.end(),
                      [&](const Node* x, const Node* y) { return same(*x, *y); });
  }

  // The items that are not completely inside one of the ranges.
  static std::vector<const Node*> outside(const Node& list, const Ranges& ranges) {
    std::vector<const Node*> items;
    std::copy_if(list.items().begin(), list.items().end(), std::back_inserter(items),
                 [&](const Node* item) { return item->range.size() == 0 || !ranges.holds(item->range); });
    return items;
  }

  Ranges old_, new_;
  std::vector<TextRange> emptied_;
};

}  // namespace

std::string apply_edits(std::string_view text, std::span<const TextEdit> edits) {
  std::vector<const TextEdit*> sorted;
  sorted.reserve(edits.size());
  for (const TextEdit& edit : edits) sorted.push_back(&edit);
  std::stable_sort(sorted.begin(), sorted.end(), [](const TextEdit* a, const TextEdit* b) { return before(*a, *b); });
  std::string out;
  std::uint32_t done = 0;
  for (const TextEdit* edit : sorted) {
    if (edit->range.begin < done || edit->range.end < edit->range.begin || edit->range.end > text.size()) continue;
    out += text.substr(done, edit->range.begin - done);
    out += edit->replacement;
    done = edit->range.end;
  }
  out += text.substr(done);
  return out;
}

FixOutcome apply_fixes(std::string_view text, std::span<const Fix* const> fixes) {
  FixOutcome outcome;
  outcome.applied.resize(fixes.size());
  std::vector<std::size_t> order(fixes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    return fixes[i]->edits.empty() ? std::pair(0U, 0U)
                                   : std::pair(fixes[i]->edits.front().range.begin, fixes[i]->edits.front().range.end);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  Taken taken;
  for (const std::size_t i : order) {
    const std::vector<TextEdit>& edits = fixes[i]->edits;
    if (edits.empty()) continue;
    if (std::all_of(edits.begin(), edits.end(), [&](const TextEdit& edit) { return taken.has(edit); })) {
      outcome.applied[i] = true;
      continue;
    }
    if (std::any_of(edits.begin(), edits.end(), [&](const TextEdit& edit) {
          return edit.range.end > text.size() || edit.range.end < edit.range.begin || taken.collides(edit);
        })) {
      continue;
    }
    for (const TextEdit& edit : edits) taken.add(edit);
    outcome.applied[i] = true;
  }
  outcome.text = apply_edits(text, taken.edits());
  return outcome;
}

bool is_same_template(const Node& a, const Node& b) { return equal(a, b); }

bool changes_only(const SyntaxTree& before, const SyntaxTree& after, std::span<const TextEdit> edits) {
  if (before.root == nullptr || after.root == nullptr) return before.root == after.root;
  if (edits.empty()) return is_same_template(*before.root, *after.root);
  Comparison comparison(edits);
  return comparison.same(*before.root, *after.root) && comparison.emptied().empty();
}

std::vector<TextRange> emptied_collections(const SyntaxTree& before, const SyntaxTree& after,
                                           std::span<const TextEdit> edits) {
  if (before.root == nullptr || after.root == nullptr || edits.empty()) return {};
  Comparison comparison(edits);
  comparison.same(*before.root, *after.root);
  return comparison.emptied();
}

}  // namespace virga
