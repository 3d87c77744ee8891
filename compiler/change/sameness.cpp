// Whether two values are certainly the same. Text that is put together has one normal form, however it is written.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/known_text.h"

namespace virga {

bool same_scalar(const Node& before, const Node& after) {
  if (before.text() == after.text()) return true;
  double a = 0, b = 0;
  // 1.0 and 1 are the same if one of them is a number; the string "012345" may be an account ID.
  return (before.is(NodeKind::Integer) || before.is(NodeKind::Float) || after.is(NodeKind::Integer) ||
          after.is(NodeKind::Float)) &&
         to_number(before, a) && to_number(after, b) && a == b;
}

// Whether the parameter `after` is `before` under another name: both have the same Type and the same value.
bool Comparison::is_renamed(std::string_view before, std::string_view after) const {
  const Parameter* old = before_.model().find_parameter(before);
  const Parameter* now = after_.model().find_parameter(after);
  if (old == nullptr || now == nullptr || after_.model().find_parameter(before) != nullptr ||
      before_.model().find_parameter(after) != nullptr) {
    return false;
  }
  const Node* old_type = old->body()->get("Type");
  const Node* new_type = now->body()->get("Type");
  if (old_type == nullptr || new_type == nullptr || old_type->text() != new_type->text()) return false;
  const auto value = [](const Side& side, const Parameter& parameter) -> std::optional<std::string_view> {
    if (const std::string* given = side.given(parameter.name())) return *given;
    const Node* by_default = side.default_of(parameter.name());
    return by_default != nullptr && by_default->is_scalar() ? std::optional(by_default->text()) : std::nullopt;
  };
  const auto was = value(before_, *old), is = value(after_, *now);
  return was && was == is;
}

bool Comparison::same_reference(std::string_view before, std::string_view after) const {
  return before == after ? !parameters_.contains(after) : is_renamed(before, after);
}

// Whether names in otherwise equal arguments mean the same.
bool Comparison::same_names(Function function, const Node& argument) const {
  const Node* first = argument.is_sequence() && argument.size > 0 ? argument.items()[0] : nullptr;
  switch (function) {
    case Function::Condition:
      return !condition_changed(argument.text());
    case Function::If:
      return first == nullptr || !condition_changed(first->text());
    case Function::FindInMap:
      // The mapping's name may be computed.
      return (mappings_.empty() && !has_other_mappings_) || first == nullptr ||
             (first->is_scalar() && !mapping_changed(first->text()));
    case Function::Sub:
      return false;  // too long to look at each of its names
    default:
      return true;
  }
}

bool Comparison::same(const Node& before, const Node& after) {
  if (&before == &after && !names_differ_) return true;
  return is_text_function(before) || is_text_function(after) ? same_texts(before, after)
                                                             : same_expressions(before, after);
}

// Compares normal forms, as they are written and then as far as they are known. Each expression is looked at once, so
// the work stays linear however deep they are nested.
bool Comparison::same_texts(const Node& before, const Node& after) {
  const auto old_pieces = text_pieces(before), new_pieces = text_pieces(after);
  if (!old_pieces || !new_pieces) return same_expressions(before, after);
  const auto are_same = [&](const std::vector<TextPiece>& olds, const std::vector<TextPiece>& news) {
    return std::equal(olds.begin(), olds.end(), news.begin(), news.end(),
                      [&](const TextPiece& a, const TextPiece& b) { return same_piece(a, b); });
  };
  if (are_same(*old_pieces, *new_pieces)) return true;
  const auto was = known_text(before_, *old_pieces), is = known_text(after_, *new_pieces);
  return (was || is) && are_same(was ? *was : *old_pieces, is ? *is : *new_pieces);
}

bool Comparison::same_piece(const TextPiece& before, const TextPiece& after) {
  if (before.kind != after.kind) return false;
  if (before.kind == TextPiece::Kind::Literal) return before.text == after.text;
  if (before.kind == TextPiece::Kind::Reference) return same_reference(before.text, after.text);
  return same_expressions(*before.expression, *after.expression);
}

bool Comparison::same_expressions(const Node& before, const Node& after) {
  if (before.is_scalar() || after.is_scalar()) {
    return before.is_scalar() && after.is_scalar() && same_scalar(before, after);
  }
  if (before.size != after.size || before.is_sequence() != after.is_sequence()) return false;
  if (before.is_sequence()) {
    for (std::uint32_t i = 0; i < before.size; ++i) {
      if (!same(*before.item_list[i], *after.item_list[i])) return false;
    }
    return true;
  }
  if (before.function != after.function) return false;
  if (before.function != Function::None && before.function != Function::ForEach) {
    const Node& argument = *before.argument();
    return same(argument, *after.argument()) && (!names_differ_ || same_names(before.function, argument));
  }
  for (std::uint32_t i = 0; i < before.size; ++i) {
    const Member& member = before.member_list[i];
    // Usually the keys are in the same order.
    const Node* other = after.member_list[i].key->text() == member.key->text() ? after.member_list[i].value
                                                                               : after.get(member.key->text());
    if (other == nullptr || !same(*member.value, *other)) return false;
  }
  return true;
}

}  // namespace virga
