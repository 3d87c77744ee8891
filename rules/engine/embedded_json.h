// JSON inside a string of a template: a policy, a state machine's definition, a dashboard.
#pragma once

#include <string>
#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// Parses the text of a scalar as JSON, into nodes that live in `arena`. Their ranges are bytes in the template's text,
// `file`: exact in plain, quoted and block scalars, even with escapes; if a node's position cannot be determined, it
// has the range of the whole scalar. Null if the text is not a JSON object or array.
//
// `is_sub`: the text belongs to an Fn::Sub. A string in it that contains `${…}` becomes the mapping {"Fn::Sub":
// string}, as if the content had been written in YAML; no other mapping counts as a function.
const Node* read_embedded_json(const Node& scalar, std::string_view file, bool is_sub, Arena& arena);

// For a string that has to be JSON: the message that it is not, with the line and column (from 1, of the string) where
// it ends to be. Empty where it is JSON, or holds a `${…}` or a dynamic reference, which may become anything.
std::string fault_of_json_text(std::string_view text);

}  // namespace virga
