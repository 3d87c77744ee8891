// The type and the rendered text of a plain scalar.
#pragma once

#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

struct TypedText {
  NodeKind kind = NodeKind::String;
  std::string_view text;  // in the arena or the given text
};

// Types a plain scalar as YAML 1.1 does (https://yaml.org/type/), with the narrower booleans that CloudFormation's
// tools agree on: yes/no/on/off/true/false, but "y" and "n" stay strings; so do dates. Integers are rendered in
// decimal ("0777" is "511", "1:30" is "90", "1_000" is "1000"), booleans as "true" or "false", null as "".
TypedText type_plain_scalar(std::string_view text, Arena& arena);

// The same for a scalar with an explicit core tag, quoted or not: `type` is "int", "float", "bool", "null" or "str".
// False when the text cannot be read as that type; `result` is then a string.
bool type_tagged_scalar(std::string_view text, std::string_view type, Arena& arena, TypedText& result);

// Whether the text is a number as JSON writes it (RFC 8259); tells integers from floats by the notation.
bool type_json_number(std::string_view text, NodeKind& kind);

}  // namespace virga
