// The type and the rendered value of a plain scalar.
#pragma once

#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

struct TypedText {
  NodeKind kind = NodeKind::String;
  std::string_view text;  // in the arena or the given text
};

// Types a plain scalar as in YAML 1.1 (https://yaml.org/type/), with the narrower set of booleans that CloudFormation's
// tools agree on: yes/no/on/off/true/false. "y", "n" and dates stay strings. Integers are rendered in decimal ("0777"
// is "511", "1:30" is "90", "1_000" is "1000"), booleans as "true" or "false", null as "".
TypedText type_plain_scalar(std::string_view text, Arena& arena);

// The same for a scalar with an explicit core tag, quoted or not; `type` is "int", "float", "bool", "null" or "str".
// False if the text is not valid for that type; `result` is then a string.
bool type_tagged_scalar(std::string_view text, std::string_view type, Arena& arena, TypedText& result);

// Whether the text is a number in JSON's notation (RFC 8259). Sets `kind` to Integer or Float depending on the
// notation.
bool type_json_number(std::string_view text, NodeKind& kind);

}  // namespace virga
