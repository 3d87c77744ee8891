// JSON that a string of a template holds: a policy, a state machine's definition, a dashboard.
#pragma once

#include <string>
#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// Reads the text of a scalar as JSON, into nodes that live in `arena` and whose ranges (bytes) are those of the
// template's text, `file`: exact in plain and quoted scalars, with escapes, and in block scalars; where a node's place
// cannot be told it is that of the whole scalar. Null when the text is no JSON object or list.
//
// `is_sub`: the text is that of an Fn::Sub. A string in it with a `${…}` becomes the mapping {"Fn::Sub": string}, as if
// the author had written the content as YAML; other mappings never count as functions.
const Node* read_embedded_json(const Node& scalar, std::string_view file, bool is_sub, Arena& arena);

// For a string that has to be JSON: the message that it is not, with the line and column (from 1, of the string) where
// it ends to be. Empty where it is JSON, or holds a `${…}` or a dynamic reference, which may become anything.
std::string fault_of_json_text(std::string_view text);

}  // namespace virga
