// Whether two values are certainly the same. Text that is put together has one normal form, however it is written.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// The most nodes and bytes of one text to take apart; a variable of Fn::Sub may be used more than once.
constexpr std::size_t kMaxNodes = 4'000;
constexpr std::size_t kMaxText = 1'000'000;

// "A.B.C" from either form of Fn::GetAtt; empty if a part is a function.
std::string attribute_name(const Node& argument) {
  std::string name(argument.text());
  for (const Node* item : argument.items()) {
    if (!item->is_scalar()) return {};
    if (!name.empty()) name += '.';
    name += item->text();
  }
  return name;
}

bool is_text_function(const Node& node) {
  return node.function == Function::Ref || node.function == Function::GetAtt || node.function == Function::Join ||
         node.function == Function::Sub;
}

// Literal text, a reference, or another expression.
struct TextPiece {
  enum class Kind : std::uint8_t { Literal, Reference, Expression };
  Kind kind = Kind::Literal;
  std::string text;  // of a Literal; the "Name" or "Name.Attribute" of a Reference
  const Node* expression = nullptr;
};

// The normal form: what a text is put together from, from left to right. No two pieces of literal text are neighbours,
// and none is empty. Fn::Ref, Fn::GetAtt, Fn::Join with a literal delimiter over a literal list, and Fn::Sub are taken
// apart; a text of one reference is that reference.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
class TextPieces {
public:
  // Nullopt if it is too much.
  std::optional<std::vector<TextPiece>> run(const Node& node) {
    add(node);
    if (nodes_ > kMaxNodes || bytes_ > kMaxText) return std::nullopt;
    return std::move(pieces_);
  }

private:
  void add(const Node& node) {
    if (++nodes_ > kMaxNodes || bytes_ > kMaxText) return;
    if (node.is_scalar()) return literal(node.text());
    if (is_text_function(node)) {
      const Node& argument = *node.argument();
      if (node.function == Function::Ref && argument.is_scalar()) return reference(std::string(argument.text()));
      if (node.function == Function::GetAtt) {
        if (std::string name = attribute_name(argument); !name.empty()) return reference(std::move(name));
      }
      if (node.function == Function::Join && join(argument)) return;
      if (node.function == Function::Sub && sub(argument)) return;
    }
    pieces_.push_back({TextPiece::Kind::Expression, {}, &node});
  }

  void literal(std::string_view text) {
    bytes_ += text.size();
    if (text.empty()) return;
    if (pieces_.empty() || pieces_.back().kind != TextPiece::Kind::Literal) pieces_.emplace_back();
    pieces_.back().text += text;
  }

  void reference(std::string name) {
    bytes_ += name.size();
    pieces_.push_back({TextPiece::Kind::Reference, std::move(name), nullptr});
  }

  bool join(const Node& argument) {
    if (!argument.is_sequence() || argument.size != 2) return false;
    const Node& delimiter = *argument.items()[0];
    const Node& list = *argument.items()[1];
    if (!delimiter.is_scalar() || !list.is_sequence()) return false;
    // An item that may be AWS::NoValue takes its delimiter along.
    const auto may_be_absent = [](const Node* item) {
      return item->function == Function::If ||
             (item->function == Function::Ref && item->argument()->text() == "AWS::NoValue");
    };
    const auto items = list.items();
    if (std::any_of(items.begin(), items.end(), may_be_absent)) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) literal(delimiter.text());
      add(*items[i]);
    }
    return true;
  }

  bool sub(const Node& argument) {
    const bool is_list = argument.is_sequence() && argument.size == 2;
    const Node& text = is_list ? *argument.items()[0] : argument;
    const Node* variables = is_list ? argument.items()[1] : nullptr;
    if (!text.is_scalar() || (variables != nullptr && !variables->is_mapping())) return false;
    for (const SubPart& part : SubText(text.text())) {
      if (!part.is_variable()) {
        std::string out;
        part.append_to(out);
        literal(out);
      } else if (const Node* value = variables == nullptr ? nullptr : variables->get(part.name)) {
        add(*value);
      } else {
        ++nodes_;
        reference(std::string(part.name));
      }
      if (nodes_ > kMaxNodes || bytes_ > kMaxText) break;
    }
    return true;
  }

  std::vector<TextPiece> pieces_;
  std::size_t nodes_ = 0, bytes_ = 0;
};

}  // namespace

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
    const Node* by_default = parameter.default_value;
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
      return !conditions_.contains(argument.text());
    case Function::If:
      return first == nullptr || !conditions_.contains(first->text());
    case Function::FindInMap:
      // The mapping's name may be computed.
      return mappings_.empty() || first == nullptr || (first->is_scalar() && !mappings_.contains(first->text()));
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

// Compares normal forms. Each expression is looked at once, so the work stays linear however deep they are nested.
bool Comparison::same_texts(const Node& before, const Node& after) {
  const auto old_pieces = TextPieces().run(before), new_pieces = TextPieces().run(after);
  if (!old_pieces || !new_pieces) return same_expressions(before, after);
  return std::equal(old_pieces->begin(), old_pieces->end(), new_pieces->begin(), new_pieces->end(),
                    [&](const TextPiece& a, const TextPiece& b) {
                      if (a.kind != b.kind) return false;
                      if (a.kind == TextPiece::Kind::Literal) return a.text == b.text;
                      if (a.kind == TextPiece::Kind::Reference) return same_reference(a.text, b.text);
                      return same_expressions(*a.expression, *b.expression);
                    });
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
