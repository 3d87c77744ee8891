#include "compiler/change/list_alignment.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace virga {
namespace {

// Longer lists (by the product of their lengths) are paired by position.
constexpr std::size_t kMaxProduct = 250'000;

// Keys that identify an item of a list, most specific first.
constexpr std::string_view kNames[] = {"Id",         "Sid",      "Key",        "Name",          "IndexName",
                                       "PolicyName", "RuleName", "PolicyId",   "AttributeName", "ContainerName",
                                       "OptionName", "Priority", "DeviceName", "ParameterKey",  "DomainName"};

// The most branches of Fn::If to take names from.
constexpr std::size_t kMaxNames = 16;

// What identifies an item of a list: one value, or the values that Fn::If chooses from.
struct Identity {
  std::vector<std::string_view> names;
  bool is_choice = false;

  bool is_named() const { return !names.empty(); }
  std::string_view single() const { return is_choice || names.empty() ? std::string_view() : names.front(); }
  bool meets(const Identity& other) const {
    return std::find_first_of(names.begin(), names.end(), other.names.begin(), other.names.end()) != names.end();
  }
};

std::span<const Node* const> branches(const Node& node) {
  const Node* argument = node.function == Function::If ? node.argument() : nullptr;
  return argument != nullptr && argument->is_sequence() && argument->size == 3 ? argument->items().subspan(1)
                                                                               : std::span<const Node* const>();
}

void add_names(const Node& value, Identity& out) {
  if (out.names.size() >= kMaxNames) return;
  if (value.is_scalar() && value.size > 0) out.names.push_back(value.text());
  for (const Node* branch : branches(value)) {
    out.is_choice = true;
    add_names(*branch, out);
  }
}

// `item` may be a choice as a whole.
void identify(const Node& item, Identity& out) {
  if (out.names.size() >= kMaxNames) return;
  for (const Node* branch : branches(item)) {
    out.is_choice = true;
    identify(*branch, out);
  }
  if (!item.is_mapping() || item.function != Function::None) return;
  for (const std::string_view name : kNames) {
    const Node* value = item.get(name);
    if (value == nullptr || (!value->is_scalar() && branches(*value).empty())) continue;
    return add_names(*value, out);
  }
}

Identity identity(const Node& item) {
  Identity found;
  identify(item, found);
  return found;
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
    std::vector<Identity> olds, news;
    for (std::size_t i = run.old_begin; i < run.old_end; ++i) olds.push_back(identity(*before_[i]));
    for (std::size_t j = run.new_begin; j < run.new_end; ++j) news.push_back(identity(*after_[j]));
    std::vector<bool> placed(olds.size()), taken(news.size());
    std::vector<ListPair> found;
    const auto match = [&](auto matches) {
      for (std::size_t i = 0; i < olds.size(); ++i) {
        std::size_t j = 0;
        while (j < news.size() && (placed[i] || taken[j] || !matches(olds[i], news[j]))) ++j;
        if (j == news.size()) continue;
        placed[i] = taken[j] = true;
        found.push_back({run.old_begin + i, run.new_begin + j});
      }
    };
    match([](const Identity& a, const Identity& b) { return !a.single().empty() && a.single() == b.single(); });
    match([](const Identity& a, const Identity& b) { return (a.is_choice || b.is_choice) && a.meets(b); });
    // Items without an identifying name are paired by position, and so are those that choose one; a new item with a
    // name of its own is not paired.
    const bool is_single = olds.size() == 1 && news.size() == 1;
    std::size_t next = 0;
    for (std::size_t i = 0; i < olds.size(); ++i) {
      if (placed[i]) continue;
      while (next < news.size() && taken[next]) ++next;
      const auto fits = [&] {
        if (olds[i].is_choice || news[next].is_choice) return true;
        return olds[i].is_named() == news[next].is_named() && (!olds[i].is_named() || is_single);
      };
      if (next < news.size() && fits()) {
        taken[next] = true;
        found.push_back({run.old_begin + i, run.new_begin + next});
      } else {
        found.push_back({run.old_begin + i, ListPair::kNone});
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
