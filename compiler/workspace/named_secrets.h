// Values that are secrets by the names that stand beside them in a template: pairs, headers, arguments of commands.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "compiler/syntax/node.h"
#include "compiler/workspace/header_secrets.h"

namespace virga {

// Names of variables and options whose values are secrets.
using VariableNames = std::set<std::string, std::less<>>;

// Adds the names that this map, not what is below it, takes from where secrets are kept: {Name: X, ValueFrom: …}.
void add_secret_variables(const Node& node, VariableNames& names);

// Calls `then` with what is a secret by a name in this map or list itself, not in what is below it; perhaps more than
// once for a value. `variables`: names that say so, whatever they are. `headers`: those of the template. `is_tag`: the
// map is a tag, or has tags.
void find_named_secrets(const Node& node, const VariableNames& variables, const SentHeaders& headers, bool is_tag,
                        const std::function<void(const Node&)>& then);

// A switch, or what says where the secret is.
bool is_no_secret(const Node& value);

}  // namespace virga
