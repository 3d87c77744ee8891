// What statement_rows() and rule_rows() share.
#pragma once

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
