// What statement_rows() and rule_rows() share.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/access_rows.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/intrinsics.h"

namespace virga {

// Collects rows from lists and items, in all cases that can be.
class RowCollector {
public:
  std::vector<AccessRow> rows;

protected:
  explicit RowCollector(const AccessReader& reader) : reader_(reader), values_(reader.values) {}

  bool is_full() const { return items_ >= kMaxRows; }

  const Node* known(const Node* node) const {
    return node == nullptr ? nullptr : values_.constant(reader_.side, *node);
  }
  std::string text_of(const Node& node) const { return reader_.texts.text_of(node, reader_.is_old); }

  static std::string member(const Node& node, std::string_view name) {
    const Node* value = node.get(name);
    return value == nullptr ? std::string() : value_text(*value);
  }

  // The value with what is known in the place of functions; also with what parameters are by default, if `by_default`.
  const Node& with_values(const Node& node, bool by_default) const {
    if (node.function != Function::None) {
      const Node* value = known(&node);
      if (value == nullptr && by_default) value = values_.value_by_default(reader_.side, node);
      return value == nullptr ? node : *value;
    }
    bool is_other = false;
    const auto with = [&](const Node& part) {
      const Node& value = with_values(part, by_default);
      is_other = is_other || &value != &part;
      return &value;
    };
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(with(*item));
    std::vector<Member> members;
    for (const Member& one : node.members()) members.push_back({one.key, with(*one.value)});
    if (!is_other) return node;
    Node* copy = reader_.arena.make<Node>(node);
    if (node.is_sequence()) {
      copy->item_list = reader_.arena.copy(std::span<const Node* const>(items)).data();
    } else {
      copy->member_list = reader_.arena.copy(std::span<const Member>(members)).data();
    }
    return *copy;
  }

  // The text of a value, and what is known of it, for certain or by default: "!Ref P (s3:* by default)".
  std::string shown(const Node& value) const {
    const Secrets* secrets = &reader_.side.secrets();
    const Node& certain = with_values(value, false);
    const Node& all = with_values(certain, true);
    std::string text = value_text(value, secrets);
    return &all == &value ? text
                          : fmt::format("{} ({}{})", text, value_text(all, secrets), by_default(&all != &certain));
  }
  static std::string_view by_default(bool is_it) { return is_it ? " by default" : ""; }

  void add(AccessRow row, const SettledCase& in) {
    row.in = in;
    rows.push_back(std::move(row));
  }

  // Calls `then` with each branch of an Fn::If. False if the node is none.
  template <typename Then>
  bool each_branch(const Node& node, const Then& then) {
    if (node.function != Function::If || !node.argument()->is_sequence() || node.argument()->size != 3) return false;
    const bool is_old = reader_.is_old;
    values_.each_case(is_old ? &node : nullptr, is_old ? nullptr : &node, [&](const Node* was, const Node* is) {
      if (const Node* branch = is_old ? was : is) then(*branch);
    });
    return true;
  }

  // Calls `then` for each case of those parts of a map that a row tells of.
  template <typename Names, typename Then>
  void each_settled(const Node& node, const Names& names, const Then& then) {
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      if (std::find(std::begin(names), std::end(names), member.key->text()) != std::end(names)) {
        members.push_back(member);
      }
    }
    Node* parts = reader_.arena.make<Node>(node);
    parts->size = static_cast<std::uint32_t>(members.size());
    parts->member_list = reader_.arena.copy(std::span<const Member>(members)).data();
    each_case(*parts, [&](const SettledCase& in) { then(*in.value, in); });
  }

  // Calls `then` for each case of an item. Where there are many rows already, it is left as it is written: to leave it
  // out on one side alone would be a change.
  template <typename Then>
  void each_case(const Node& item, const Then& then) {
    ++items_;
    if (rows.size() < kMaxRows) return values_.each_settled(item, reader_.is_old, then);
    SettledCase in = values_.this_case();
    in.value = &item;
    then(in);
  }

  const AccessReader& reader_;
  Comparison& values_;

private:
  // The most items of one resource that a table has rows of, and the most rows to tell the cases of items in.
  static constexpr std::size_t kMaxRows = 500;

  std::size_t items_ = 0;
};

}  // namespace virga
