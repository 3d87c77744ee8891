// What may call a macro.
#pragma once

#include "compiler/syntax/node.h"

namespace virga {

// Whether a member below the root calls a macro, or may do so: Fn::Transform, or `Transform` with no more than a Name
// and Parameters, which is its short form in JSON, but also what a property or other data may look like. For those who
// must not rely on what a macro may change; what changes or shows a template takes only the long form for a call.
bool may_be_macro_call(const Member& member);
// The first such member of a mapping; null if there is none or this is not a mapping.
const Member* find_macro_call(const Node& map);

}  // namespace virga
