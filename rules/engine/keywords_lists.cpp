// Keywords for lists, and limits on the number of items and members.
#include "compiler/model/macro_calls.h"
#include "rules/engine/equal_items.h"
#include "rules/engine/keywords.h"

namespace virga {
namespace {

// Whether another keyword has said the same of an item of the list: that it is equal to an earlier one. What has been
// said of the list and its items comes last.
bool is_told(const std::vector<Failure>& failures, KeywordId keyword, std::string_view rule, const Location& list,
             const Node& item) {
  for (auto failure = failures.rbegin(); failure != failures.rend(); ++failure) {
    const TextRange at = failure->focus();
    if (at.begin < list.value->range.begin || at.end > list.value->range.end) return false;
    const bool is_same = at == item.range && failure->keyword != keyword && failure->rule == rule;
    if (is_same && failure->path == list.path()) return true;
  }
  return false;
}

}  // namespace

Keywords::Count Keywords::count_present() const {
  Count count;
  auto add = [&](const Node& part) {
    Verdict there = v.presence(part, context);
    if (there == Verdict::Valid) ++count.least;
    if (there != Verdict::Invalid) ++count.most;
  };
  for (const Member& member : value.members()) add(*member.value);
  for (const Node* item : value.items()) {
    add(*item);
    // A branch or a function may contribute a whole list of items.
    if (item->function != Function::None && context.functions.contains(item->function) && !is_no_value(*item)) {
      count.most += item->function == Function::If ? 1000 : 0;
    }
  }
  return count;
}

Verdict Keywords::size_limits() const {
  bool for_items = keyword.id() == KeywordId::MinItems || keyword.id() == KeywordId::MaxItems;
  if (for_items ? !value.is_sequence() : !value.is_mapping()) return Verdict::Valid;
  bool is_minimum = keyword.id() == KeywordId::MinItems || keyword.id() == KeywordId::MinProperties;
  Count count = count_present();
  double limit = keyword.number();
  // What is written in a wrong column may have gone to this collection, too.
  if (may_hold_more()) return context.composite ? Verdict::Unknown : Verdict::Valid;
  if (is_minimum ? count.least >= limit : count.most <= limit) return Verdict::Valid;
  bool violated_for_sure = is_minimum ? count.most < limit : count.least > limit;
  if (!violated_for_sure) return context.composite ? Verdict::Unknown : Verdict::Valid;
  return violated_here([&] {
    std::uint32_t found = is_minimum ? count.most : count.least;
    return fmt::format("Expected at {} {} {}{}, found {}", is_minimum ? "least" : "most", limit,
                       for_items ? "item" : "key", limit == 1 ? "" : "s", found);
  });
}

Verdict Keywords::items() const {
  std::uint32_t first = 0;
  if (auto prefix = schema.find(KeywordId::PrefixItems)) first = prefix->count();
  return items_from(first, keyword.schema());
}

Verdict Keywords::items_from(std::uint32_t first, Schema item_schema) const {
  if (!value.is_sequence()) return Verdict::Valid;
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = first; i < value.size; ++i) {
    const Node& item = *value.item_list[i];
    if (item_schema.accepts_none()) {
      if (may_hold_more()) return context.composite ? Verdict::Unknown : Verdict::Valid;
      return violated_here([&] {
        return fmt::format("Expected at most {} item{}, found {}", first, first == 1 ? "" : "s", value.size);
      });
    }
    verdict = combine(verdict, v.check(item, item_schema, Location{&where, nullptr, &item, i}, context));
    if (verdict == Verdict::Invalid && !wants_text()) return verdict;
  }
  return verdict;
}

Verdict Keywords::prefix_items() const {
  if (!value.is_sequence()) return Verdict::Valid;
  Verdict verdict = Verdict::Valid;
  // Positions are those among the items that are there; behind one that may be absent, they are unknown.
  std::uint32_t position = 0;
  for (std::uint32_t i = 0; i < value.size && position < keyword.count(); ++i) {
    const Node& item = *value.item_list[i];
    const Verdict there = item.is(NodeKind::Null) ? Verdict::Valid : v.presence(item, context);
    if (there == Verdict::Invalid) continue;
    verdict = combine(verdict, v.check(item, keyword.schema(position), Location{&where, nullptr, &item, i}, context));
    if (there == Verdict::Unknown) return context.composite ? combine(verdict, Verdict::Unknown) : verdict;
    ++position;
  }
  return verdict;
}

Verdict Keywords::additional_items() const {
  auto prefix = schema.find(KeywordId::PrefixItems);
  return prefix ? items_from(prefix->count(), keyword.schema()) : Verdict::Valid;
}

Verdict Keywords::contains() const {
  if (!value.is_sequence()) return Verdict::Valid;
  Context inner = quiet();
  bool unknown = false;
  std::uint32_t index = 0;
  for (const Node* item : value.items()) {
    Verdict there = v.presence(*item, context);
    if (there == Verdict::Invalid) continue;
    Verdict verdict = v.check(*item, keyword.schema(), Location{&where, nullptr, item, index++}, inner);
    if (verdict == Verdict::Valid && there == Verdict::Valid) return Verdict::Valid;
    unknown |= verdict != Verdict::Invalid;
  }
  if (unknown || may_hold_more()) return Verdict::Unknown;
  return violated_here([&] { return std::string("No item of this list has the required form"); });
}

void Keywords::focus_on_item(const Node& item) const {
  const bool is_here = item.range.begin >= value.range.begin && item.range.end <= value.range.end;
  if (is_here && item.range.size() > 0) context.failures->back().exact = item.range;
}

Verdict Keywords::unique_items() const {
  if (!value.is_sequence() || !keyword.boolean() || value.size > 4096) return Verdict::Valid;
  const auto is_same = [&](const Node& earlier, const Node& later) {
    return equal_values(earlier, later) && v.presence(earlier, context) == Verdict::Valid &&
           v.presence(later, context) == Verdict::Valid;
  };
  const auto pair = first_equal_items(value, hash_value, is_same);
  if (!pair) return Verdict::Valid;
  if (!wants_text()) return Verdict::Invalid;
  const auto [k, i] = *pair;
  const std::string_view rule = context.rule.empty() ? rule_of_keyword(keyword.id()) : context.rule;
  if (is_told(*context.failures, keyword.id(), rule, where, *value.item_list[i])) return Verdict::Invalid;
  violated(where,
           fmt::format("Items {} and {} are identical ({}); items must be unique", k + 1, i + 1,
                       describe_value(*value.item_list[i])),
           is_written() ? remove_repeated_fix(v.compilation(), value, repeated_items(value, hash_value, is_same))
                        : std::nullopt);
  focus_on_item(*value.item_list[i]);
  return Verdict::Invalid;
}

Verdict Keywords::max_unique_items() const {
  if (!value.is_sequence() || value.size <= keyword.number() || value.size > 4096) return Verdict::Valid;
  std::vector<const Node*> different;
  for (const Node* item : value.items()) {
    if (v.presence(*item, context) != Verdict::Valid || find_macro_call(*item) != nullptr) continue;
    if (std::none_of(different.begin(), different.end(), [&](const Node* n) { return equal_values(*n, *item); })) {
      different.push_back(item);
    }
  }
  if (static_cast<double>(different.size()) <= keyword.number()) return Verdict::Valid;
  return violated_here([&] {
    return fmt::format("Expected at most {1} distinct items, found {0}", different.size(), keyword.number());
  });
}

Verdict Keywords::unique_keys() const {
  if (!value.is_sequence() || value.size > 4096) return Verdict::Valid;
  const auto hash = [&](const Node& item) {
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      if (const Node* key = item.get(keyword.name(i))) sum = sum * 31 + hash_value(*key);
    }
    return sum;
  };
  const auto pair = first_equal_items(
      value, hash, [&](const Node& earlier, const Node& later) { return same_in_keys(earlier, later); });
  if (!pair) return Verdict::Valid;
  if (!wants_text()) return Verdict::Invalid;
  const auto [k, i] = *pair;
  // Those that are equal in all keys can be removed without loss.
  const auto is_same = [&](const Node& earlier, const Node& later) {
    return equal_values(earlier, later) && same_in_keys(earlier, later);
  };
  const bool same = is_same(*value.item_list[k], *value.item_list[i]);
  const std::string_view rule = context.rule.empty() ? rule_of_keyword(keyword.id()) : context.rule;
  if (same && is_told(*context.failures, keyword.id(), rule, where, *value.item_list[i])) return Verdict::Invalid;
  const Node* shared = keyword.count() == 1 ? value.item_list[i]->get(keyword.name(0)) : nullptr;
  const std::string what = shared != nullptr && shared->is_scalar()
                               ? fmt::format("{} {}", keyword.name(0), describe_value(*shared))
                               : join_names(keyword.names(), "and");
  violated(where, fmt::format("Items {} and {} have the same {}; each item needs its own", k + 1, i + 1, what),
           same && is_written() ? remove_repeated_fix(v.compilation(), value, repeated_items(value, hash, is_same))
                                : std::nullopt);
  focus_on_item(*value.item_list[i]);
  return Verdict::Invalid;
}

bool Keywords::same_in_keys(const Node& a, const Node& b) const {
  bool any = false;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const Node* x = a.get(keyword.name(i));
    const Node* y = b.get(keyword.name(i));
    if (x == nullptr || y == nullptr) {
      if (x != y) return false;
      continue;
    }
    if (!equal_values(*x, *y)) return false;
    any = true;
  }
  return any && !has_open_members(a, context) && !has_open_members(b, context);
}

}  // namespace virga
