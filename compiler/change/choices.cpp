// Expressions whose value hangs on something open inside them: a condition, an index or the key of a mapping. What they
// differ in is told for the cases in which they do.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/change/comparison.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

// The most values of a mapping or items of a list to report one by one.
constexpr std::size_t kMaxCells = 12;
// The most conditions inside one expression to tell the cases of.
constexpr std::uint32_t kMaxInside = 5;
// The most cases of one expression to tell apart.
constexpr std::uint32_t kMaxSettled = 64;

constexpr std::string_view kTransform = "Fn::Transform";

// "Size is big", "the key is big".
std::string phrase_of(const Node& expression, std::string_view what, std::string_view value) {
  if (expression.function == Function::Ref) return fmt::format("{} is {}", expression.argument()->text(), value);
  return fmt::format("the {} is {}", what, value);
}

// A mapping that a macro may write a part of.
bool is_written(const Node& mapping) {
  const auto rows = mapping.members();
  return mapping.get(kTransform) != nullptr ||
         std::any_of(rows.begin(), rows.end(), [](const Member& row) { return row.value->get(kTransform) != nullptr; });
}

const Node* default_in(std::span<const Node* const> items) {
  return items.size() > 3 ? items[3]->get("DefaultValue") : nullptr;
}

// The keys of both maps, those of the new one first.
std::vector<std::string_view> keys_of(const Node* after, const Node* before) {
  std::vector<std::string_view> keys;
  std::set<std::string_view> seen;
  for (const Node* map : {after, before}) {
    if (map == nullptr) continue;
    for (const Member& member : map->members()) {
      if (seen.insert(member.key->text()).second) keys.push_back(member.key->text());
    }
  }
  return keys;
}

// Whether the side's parameter may have the value.
bool may_be(const Side& side, std::string_view name, std::string_view value) {
  const Parameter* parameter = side.model().find_parameter(name);
  // The value of an SSM type is not what the template lists.
  const Node* allowed =
      parameter == nullptr || parameter->is_ssm() || parameter->is_list() ? nullptr : parameter->allowed_values;
  if (allowed == nullptr || !allowed->is_sequence() || allowed->function != Function::None) return true;
  const auto items = allowed->items();
  return std::any_of(items.begin(), items.end(),
                     [&](const Node* item) { return !item->is_scalar() || item->text() == value; });
}

}  // namespace

std::string Comparison::phrase(const Node& expression, std::string_view what, std::string_view value) const {
  const bool is_secret =
      !made_.contains(&expression) && (before_.uses_secret(expression) || after_.uses_secret(expression));
  return phrase_of(expression, what, is_secret ? "****" : value);
}

bool Comparison::may_select(const Node& expression, std::string_view key) const {
  if (expression.function != Function::Ref) return true;
  const std::string_view parameter = expression.argument()->text();
  return may_be(before_, parameter, key) && may_be(after_, parameter, key);
}

std::string_view Comparison::key_of(const Side& side, const Node& node) const {
  if (node.is_scalar()) return node.text();
  return made_.contains(&node) ? std::string_view() : side.key(node);
}

std::string_view Comparison::open_inside(const Node& node, bool is_old) const {
  if (node.is_scalar()) return {};
  std::string_view open;
  const Node* settled = settle(&node, is_old, open);
  if (!open.empty() || settled == nullptr) return open;
  if (settled != &node) return open_inside(*settled, is_old);
  for (const Node* item : node.items()) {
    if (open = open_inside(*item, is_old); !open.empty()) return open;
  }
  for (const Member& member : node.members()) {
    if (open = open_inside(*member.value, is_old); !open.empty()) return open;
  }
  return {};
}

template <typename Make>
const Node* Comparison::copy_with(const Node& node, const Make& make) {
  bool is_other = false;
  std::vector<const Node*> items;
  for (const Node* item : node.items()) {
    const Node* made = make(*item);
    is_other = is_other || made != item;
    if (made != nullptr) items.push_back(made);
  }
  std::vector<Member> members;
  for (const Member& member : node.members()) {
    const Node* made = make(*member.value);
    if (made == nullptr && node.function != Function::None) made = member.value;
    is_other = is_other || made != member.value;
    if (made != nullptr) members.push_back({member.key, made});
  }
  if (!is_other) return &node;
  Node* copy = arena_.make<Node>(node);
  if (node.is_sequence()) {
    copy->size = static_cast<std::uint32_t>(items.size());
    copy->item_list = arena_.copy(std::span<const Node* const>(items)).data();
  } else {
    copy->size = static_cast<std::uint32_t>(members.size());
    copy->member_list = arena_.copy(std::span<const Member>(members)).data();
  }
  made_.insert(copy);
  return copy;
}

const Node* Comparison::in_this_case(const Node& node, bool is_old) {
  if (node.is_scalar()) return &node;
  std::string_view open;
  const Node* settled = settle(&node, is_old, open);
  if (settled == nullptr || settled->is_scalar()) return settled;
  return copy_with(*settled, [&](const Node& part) { return in_this_case(part, is_old); });
}

void Comparison::split_inside(const Node& before, const Node& after, std::string_view condition, bool is_old,
                              std::vector<Difference>& out) {
  if (inside_ == 0) alike_ = 0;
  if (inside_ >= kMaxInside) {
    extra_when_ = kIfOther;
    report(&before, &after, out);
    return extra_when_.clear();
  }
  const AssumedIn in = is_shared(condition) ? AssumedIn::Both : is_old ? AssumedIn::Old : AssumedIn::New;
  std::vector<Difference> found;
  ++inside_;
  for (const bool value : {true, false}) {
    if (!assume(condition, in, value)) continue;
    compare_calls(before, after, found);
    release();
  }
  --inside_;
  // What differs in the same way in all cases needs none of them.
  const auto is_alike = [&](const Difference& one) {
    const Difference& first = found.front();
    return one.before == &before && one.after == &after && one.extra == first.extra && one.note == first.note &&
           one.is_open == first.is_open && one.parameter == first.parameter;
  };
  if (inside_ == 0 && alike_ == 0 && !found.empty() && std::all_of(found.begin(), found.end(), is_alike)) {
    extra_when_ = found.front().extra;
    report(&before, &after, out, found.front().note);
    out.back().is_open = found.front().is_open;
    out.back().parameter = found.front().parameter;
    return extra_when_.clear();
  }
  out.insert(out.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

bool Comparison::compare_cells(const Node& before, const Node& after, std::vector<Difference>& out) {
  const auto old_items = before.argument()->items(), new_items = after.argument()->items();
  if (old_items.size() < 3 || new_items.size() < 3) return false;
  const std::string_view old_name = old_items[0]->text(), new_name = new_items[0]->text();
  const Declaration* old_map = before_.model().find_mapping(old_name);
  const Declaration* new_map = after_.model().find_mapping(new_name);
  if (old_map == nullptr || new_map == nullptr || is_written(*old_map->body()) || is_written(*new_map->body())) {
    return false;
  }
  struct Key {
    std::string_view before, after;  // if they are known
    bool is_open = false;            // both are the same expression otherwise
  };
  Key row, column;
  for (const auto& [key, i] : {std::pair{&row, 1}, std::pair{&column, 2}}) {
    const auto at = static_cast<std::size_t>(i);
    *key = {key_of(before_, *old_items[at]), key_of(after_, *new_items[at])};
    key->is_open = key->before.empty() || key->after.empty();
    if (key->is_open && !same(*old_items[at], *new_items[at])) return false;
  }
  const Node* old_default = default_in(old_items);
  const Node* new_default = default_in(new_items);
  const auto cell = [](const Node* cells, std::string_view name, const Node* otherwise) {
    const Node* found = cells == nullptr ? nullptr : cells->get(name);
    return found == nullptr ? otherwise : found;
  };
  struct Found {
    std::string when;
    const Node *before, *after;
  };
  std::vector<Found> found;
  std::size_t alike = 0;
  const auto look = [&](std::string_view row_name, std::string_view column_name, const Node* was, const Node* is) {
    if (was == nullptr || is == nullptr) return;  // a key that could not be used before, or cannot be now
    if (row.is_open && !may_select(*new_items[1], row_name)) return;
    if (column.is_open && !may_select(*new_items[2], column_name)) return;
    if (same(*was, *is)) {
      ++alike;
      return;
    }
    std::vector<ParameterBinding> bindings;
    std::string when;
    for (const auto& [key, name, i] : {std::tuple{&row, row_name, 1}, std::tuple{&column, column_name, 2}}) {
      if (!key->is_open) continue;
      const Node& expression = *new_items[static_cast<std::size_t>(i)];
      if (expression.function == Function::Ref) bindings.push_back({expression.argument()->text(), name});
      add_conditions(when, phrase(expression, "key", name));
    }
    if (possible(bindings)) found.push_back({std::move(when), was, is});
  };
  const auto look_in_row = [&](std::string_view name, const Node* old_row, const Node* new_row) {
    if (!column.is_open) {
      return look(name, column.after, cell(old_row, column.before, old_default),
                  cell(new_row, column.after, new_default));
    }
    for (const std::string_view key : keys_of(new_row, old_row)) {
      look(name, key, cell(old_row, key, old_default), cell(new_row, key, new_default));
    }
  };
  if (row.is_open) {
    for (const std::string_view key : keys_of(new_map->body(), old_map->body())) {
      look_in_row(key, old_map->body()->get(key), new_map->body()->get(key));
    }
  } else {
    look_in_row(row.after, old_map->body()->get(row.before), new_map->body()->get(row.after));
  }
  const bool has_defaults = (row.is_open || column.is_open) && old_default != nullptr && new_default != nullptr;
  if (has_defaults && same(*old_default, *new_default)) ++alike;
  if (has_defaults && !same(*old_default, *new_default)) {
    found.push_back({fmt::format("{} has no such key", new_name), old_default, new_default});
  }
  // Another mapping all of whose values are others.
  const bool is_same_map = old_name == new_name;
  if (!is_same_map && alike == 0 && found.size() != 1) return false;
  // Keys of which only one can be used.
  const bool are_same_keys = row.before == row.after && column.before == column.after;
  if (!are_same_keys && alike == 0 && found.empty()) return false;
  const std::string note = is_same_map && mapping_changed(new_name) ? fmt::format("the mapping {}", new_name) : "";
  for (std::size_t i = 0; i < std::min(found.size(), kMaxCells); ++i) {
    extra_when_ = found[i].when;
    report(found[i].before, found[i].after, out, note);
    extra_when_.clear();
  }
  if (found.size() > kMaxCells) {
    report(&before, &after, out, fmt::format("{} more cells of the mapping {}", found.size() - kMaxCells, new_name));
    out.back().is_open = true;
  }
  if (alike > 0 || found.empty()) ++alike_;
  return true;
}

bool Comparison::compare_selections(const Node& before, const Node& after, std::vector<Difference>& out) {
  const auto old_items = before.argument()->items(), new_items = after.argument()->items();
  const auto is_list = [](const Node& node) { return node.is_sequence() && node.function == Function::None; };
  if (old_items.size() != 2 || new_items.size() != 2 || !is_list(*old_items[1]) || !is_list(*new_items[1]) ||
      !same(*old_items[0], *new_items[0])) {
    return false;
  }
  const std::string_view known = key_of(after_, *new_items[0]);
  const auto olds = old_items[1]->items(), news = new_items[1]->items();
  std::vector<std::size_t> found;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < std::min(olds.size(), news.size()); ++i) {
    const std::string index = std::to_string(i);
    if (!known.empty() && known != index) continue;
    ++compared;
    if (!same(*olds[i], *news[i])) found.push_back(i);
  }
  if (compared == 0 || found.size() > kMaxCells) return false;
  if (found.size() == compared && known.empty()) return false;
  if (found.size() < compared || found.empty()) ++alike_;
  for (const std::size_t i : found) {
    const std::string index = std::to_string(i);
    const Node& expression = *new_items[0];
    if (known.empty() && !may_select(expression, index)) continue;
    if (known.empty() && expression.function == Function::Ref) {
      const ParameterBinding binding{expression.argument()->text(), index};
      if (!possible(std::span(&binding, 1))) continue;
    }
    if (known.empty()) extra_when_ = phrase(expression, "index", index);
    report(olds[i], news[i], out);
    extra_when_.clear();
  }
  return true;
}

void Comparison::each_settled(const Node& node, bool is_old, const SettledVisitor& then) {
  std::uint32_t left = kMaxSettled;
  settle_conditions(node, is_old, left, then);
}

void Comparison::settle_conditions(const Node& node, bool is_old, std::uint32_t& left, const SettledVisitor& then) {
  const std::string_view condition = left == 0 ? std::string_view() : open_inside(node, is_old);
  if (!condition.empty()) {
    --left;
    const AssumedIn in = is_shared(condition) ? AssumedIn::Both : is_old ? AssumedIn::Old : AssumedIn::New;
    for (const bool value : {true, false}) {
      if (!assume(condition, in, value)) continue;
      settle_conditions(node, is_old, left, then);
      release();
    }
    return;
  }
  const Node* settled = in_this_case(node, is_old);
  if (settled == nullptr) return then(this_case());
  SelectedKeys keys;
  settle_cells(*settled, is_old, left, keys, then);
}

void Comparison::settle_cells(const Node& node, bool is_old, std::uint32_t& left, SelectedKeys& keys,
                              const SettledVisitor& then) {
  const Node* key = nullptr;
  const Node* lookup = open_lookup(node, is_old, keys, key);
  if (lookup != nullptr) {
    const auto items = lookup->argument()->items();
    const Node& mapping = *mapping_of(*lookup, is_old);
    std::vector<std::string_view> names;
    std::set<std::string_view> seen;
    const auto take = [&](const Node& map) {
      for (const Member& member : map.members()) {
        if (seen.insert(member.key->text()).second) names.push_back(member.key->text());
      }
    };
    if (key == items[1]) {
      take(mapping);
    } else {
      const std::optional<std::string_view> row = selected_key(*items[1], is_old, keys);
      for (const Member& one : mapping.members()) {
        if (row && *row == one.key->text()) take(*one.value);
      }
    }
    if (default_in(items) != nullptr) names.emplace_back();
    if (!names.empty() && names.size() <= left) {
      left -= static_cast<std::uint32_t>(names.size());
      for (const std::string_view name : names) {
        keys.push_back({key, value_text(*key), name, items[0]->text()});
        std::vector<ParameterBinding> bindings;
        for (const SelectedKey& one : keys) {
          const bool is_parameter = one.expression->function == Function::Ref && !one.name.empty();
          if (is_parameter) bindings.push_back({one.expression->argument()->text(), one.name});
        }
        if (may_select(*key, name) && possible(bindings)) settle_cells(node, is_old, left, keys, then);
        keys.pop_back();
      }
      return;
    }
  }
  SettledCase found{with_cells(node, is_old, keys), assumed_, {}, describe_visible()};
  for (const SelectedKey& one : keys) {
    const bool has_key = !one.name.empty();
    const std::string missing = has_key ? "" : fmt::format("{} has no such key", one.mapping);
    add_conditions(found.keys, has_key ? phrase_of(*one.expression, "key", one.name) : missing);
    add_conditions(found.when, has_key ? phrase(*one.expression, "key", one.name) : missing);
  }
  then(found);
}

const Node* Comparison::mapping_of(const Node& lookup, bool is_old) const {
  const auto items = lookup.argument()->items();
  if (items.size() < 3 || !items[0]->is_scalar()) return nullptr;
  const Declaration* found = (is_old ? before_ : after_).model().find_mapping(items[0]->text());
  return found == nullptr || is_written(*found->body()) ? nullptr : found->body();
}

std::optional<std::string_view> Comparison::selected_key(const Node& expression, bool is_old,
                                                         const SelectedKeys& keys) const {
  if (const std::string_view known = key_of(is_old ? before_ : after_, expression); !known.empty()) return known;
  const std::string text = value_text(expression);
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const SelectedKey& one) { return one.text == text; });
  return found == keys.end() ? std::nullopt : std::optional(found->name);
}

const Node* Comparison::open_lookup(const Node& node, bool is_old, const SelectedKeys& keys, const Node*& key) const {
  if (node.is_scalar()) return nullptr;
  if (node.function == Function::FindInMap && mapping_of(node, is_old) != nullptr) {
    const auto items = node.argument()->items();
    for (const Node* one : {items[1], items[2]}) {
      if (selected_key(*one, is_old, keys)) continue;
      key = one;
      return &node;
    }
    return nullptr;
  }
  for (const Node* item : node.items()) {
    if (const Node* found = open_lookup(*item, is_old, keys, key)) return found;
  }
  for (const Member& member : node.members()) {
    if (const Node* found = open_lookup(*member.value, is_old, keys, key)) return found;
  }
  return nullptr;
}

const Node* Comparison::with_cells(const Node& node, bool is_old, const SelectedKeys& keys) {
  if (node.is_scalar()) return &node;
  const Node* mapping = node.function == Function::FindInMap ? mapping_of(node, is_old) : nullptr;
  if (mapping != nullptr) {
    const auto items = node.argument()->items();
    const auto row = selected_key(*items[1], is_old, keys), column = selected_key(*items[2], is_old, keys);
    const Node* cells = row ? mapping->get(*row) : nullptr;
    const Node* cell = column && cells != nullptr ? cells->get(*column) : nullptr;
    if (cell == nullptr && row && column) cell = default_in(items);
    return cell == nullptr ? &node : cell;
  }
  return copy_with(node, [&](const Node& part) { return with_cells(part, is_old, keys); });
}

bool Comparison::covers(const SettledCase& old_case, const SettledCase& new_case) {
  if (!old_case.keys.empty() && old_case.keys != new_case.keys) return false;
  if (old_case.assumed.empty()) return true;
  const std::vector<AssumedCondition> outer = std::exchange(assumed_, new_case.assumed);
  const bool is_outside = std::any_of(old_case.assumed.begin(), old_case.assumed.end(), [&](AssumedCondition one) {
    one.value = !one.value;
    assumed_.push_back(one);
    const bool can_be = possible();
    assumed_.pop_back();
    return can_be;
  });
  assumed_ = outer;
  return !is_outside;
}

std::optional<SettledCase> Comparison::rest_of(const SettledCase& old_case, const SettledCase& new_case) {
  const bool is_opposite = old_case.assumed.size() == assumed_.size() && old_case.keys.empty() &&
                           new_case.assumed.size() == assumed_.size() + 1 && new_case.keys.empty();
  const AssumedCondition* one = is_opposite ? &new_case.assumed.back() : nullptr;
  if (one == nullptr || !assume(one->condition, one->which, !one->value)) return std::nullopt;
  SettledCase rest{old_case.value, assumed_, {}, describe_visible()};
  release();
  return rest;
}

}  // namespace virga
