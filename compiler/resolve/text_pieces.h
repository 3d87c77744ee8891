// Texts that functions put together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// Literal text, a reference, or another expression.
struct TextPiece {
  enum class Kind : std::uint8_t { Literal, Reference, Expression };
  Kind kind = Kind::Literal;
  std::string text;  // of a Literal; the "Name" or "Name.Attribute" of a Reference
  const Node* expression = nullptr;
};

// Whether the node is a call of a function that text_pieces() takes apart: Ref, Fn::GetAtt, Fn::Join or Fn::Sub.
bool is_text_function(const Node& node);

// The normal form of a text: what it is put together from, from left to right. No two pieces of literal text are
// neighbours, and none is empty. Ref, Fn::GetAtt, Fn::Join with a literal delimiter over a literal list whose items are
// certainly there, and Fn::Sub are taken apart; a text of one reference is that reference, and whatever else is one
// Expression. Nullopt if it is too much. Borrows the node. May be called from any thread.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-join.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
std::optional<std::vector<TextPiece>> text_pieces(const Node& node);

}  // namespace virga
