#include "compiler/change/list_alignment.h"

#include <algorithm>
#include <string_view>

namespace virga {
namespace {

// Longer lists (by the product of their lengths) are paired by position.
constexpr std::size_t kMaxProduct = 250'000;

// Keys that identify an item of a list, most specific first.
constexpr std::string_view kNames[] = {"Id",         "Sid",      "Key",        "Name",          "IndexName",
                                       "PolicyName", "RuleName", "PolicyId",   "AttributeName", "ContainerName",
                                       "OptionName", "Priority", "DeviceName", "ParameterKey",  "DomainName"};

// The value that identifies the item; empty if there is none.
std::string_view identity(const Node& item) {
  if (!item.is_mapping() || item.function != Function::None) return {};
  for (const std::string_view name : kNames) {
    const Node* value = item.get(name);
    if (value != nullptr && value->is_scalar()) return value->text();
  }
  return {};
}

// Ranges of both lists in which neither the first nor the last items are the same.
struct Run {
  std::size_t old_begin, old_end, new_begin, new_end;
};

class Alignment {
public:
  Alignment(const Node& before, const Node& after, const std::function<bool(const Node&, const Node&)>& same)
      : before_(before.items()), after_(after.items()), same_(same) {}

  std::vector<ListPair> run() {
    Run all{0, before_.size(), 0, after_.size()};
    while (all.old_begin < all.old_end && all.new_begin < all.new_end &&
           same_(*before_[all.old_begin], *after_[all.new_begin])) {
      ++all.old_begin;
      ++all.new_begin;
    }
    while (all.old_begin < all.old_end && all.new_begin < all.new_end &&
           same_(*before_[all.old_end - 1], *after_[all.new_end - 1])) {
      --all.old_end;
      --all.new_end;
    }
    if (only_order(all)) return {};
    common(all);
    return std::move(pairs_);
  }

private:
  // Whether only the order of the items changed.
  bool only_order(const Run& run) const {
    const std::size_t count = run.old_end - run.old_begin;
    if (count != run.new_end - run.new_begin || count * count > kMaxProduct) return false;
    std::vector<bool> taken(count);
    for (std::size_t i = run.old_begin; i < run.old_end; ++i) {
      std::size_t j = 0;
      while (j < count && (taken[j] || !same_(*before_[i], *after_[run.new_begin + j]))) ++j;
      if (j == count) return false;
      taken[j] = true;
    }
    return true;
  }

  // Keeps the longest common subsequence and aligns the items between.
  void common(const Run& run) {
    const std::size_t rows = run.old_end - run.old_begin, columns = run.new_end - run.new_begin;
    if (rows * columns > kMaxProduct || rows == 0 || columns == 0) return gap(run);
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
    std::vector<bool> equal(rows * columns);
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return length[i * (columns + 1) + j]; };
    for (std::size_t i = rows; i-- > 0;) {
      for (std::size_t j = columns; j-- > 0;) {
        const bool match = same_(*before_[run.old_begin + i], *after_[run.new_begin + j]);
        equal[i * columns + j] = match;
        at(i, j) = match ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
    Run between{run.old_begin, run.old_begin, run.new_begin, run.new_begin};
    std::size_t i = 0, j = 0;
    while (i < rows && j < columns) {
      if (equal[i * columns + j]) {
        gap(between);
        ++i;
        ++j;
        between = {run.old_begin + i, run.old_begin + i, run.new_begin + j, run.new_begin + j};
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        between.old_end = run.old_begin + ++i;
      } else {
        between.new_end = run.new_begin + ++j;
      }
    }
    between.old_end = run.old_end;
    between.new_end = run.new_end;
    gap(between);
  }

  void gap(const Run& run) {
    std::vector<bool> taken(run.new_end - run.new_begin);
    std::vector<ListPair> found;
    std::vector<std::size_t> left;
    for (std::size_t i = run.old_begin; i < run.old_end; ++i) {
      const std::string_view name = identity(*before_[i]);
      std::size_t j = run.new_begin;
      while (j < run.new_end && (name.empty() || taken[j - run.new_begin] || identity(*after_[j]) != name)) ++j;
      if (j == run.new_end) {
        left.push_back(i);
      } else {
        taken[j - run.new_begin] = true;
        found.push_back({i, j});
      }
    }
    // Items without an identifying name are paired by position; a new item with a name of its own is not paired.
    std::size_t next = run.new_begin;
    for (const std::size_t i : left) {
      const bool named = !identity(*before_[i]).empty();
      while (next < run.new_end && taken[next - run.new_begin]) ++next;
      if (next < run.new_end && named == !identity(*after_[next]).empty() && (!named || run_is_single(run))) {
        taken[next - run.new_begin] = true;
        found.push_back({i, next});
      } else {
        found.push_back({i, ListPair::kNone});
      }
    }
    for (std::size_t j = run.new_begin; j < run.new_end; ++j) {
      if (!taken[j - run.new_begin]) found.push_back({ListPair::kNone, j});
    }
    const auto place = [](const ListPair& pair) { return pair.after == ListPair::kNone ? pair.before : pair.after; };
    std::stable_sort(found.begin(), found.end(),
                     [&](const ListPair& a, const ListPair& b) { return place(a) < place(b); });
    pairs_.insert(pairs_.end(), found.begin(), found.end());
  }

  static bool run_is_single(const Run& run) {
    return run.old_end - run.old_begin == 1 && run.new_end - run.new_begin == 1;
  }

  const std::span<const Node*const> before_, after_;
  const std::function<bool(const Node&, const Node&)>& same_;
  std::vector<ListPair> pairs_;
};

}  // namespace

std::vector<ListPair> align_lists(const Node& before, const Node& after,
                                  const std::function<bool(const Node&, const Node&)>& same) {
  return Alignment(before, after, same).run();
}

}  // namespace virga
