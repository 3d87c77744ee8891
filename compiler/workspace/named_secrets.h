// Values that are secrets by the names that stand beside them in a template: pairs, headers, arguments of commands.
#pragma once

#include <functional>

#include "compiler/syntax/node.h"

namespace virga {

// Calls `then` with what is a secret by a name in this map or list itself, not in what is below it; perhaps more than
// once for a value.
void find_named_secrets(const Node& node, const std::function<void(const Node&)>& then);

// A switch, or what says where the secret is.
bool is_no_secret(const Node& value);

}  // namespace virga
