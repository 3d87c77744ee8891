// Values of a template in one line, for people and for change sets.
#pragma once

#include <string>

#include "compiler/change/change.h"
#include "compiler/syntax/node.h"

namespace virga {

// Where a text is cut: no one reads more, and aliases can make a small file a tree of gigabytes.
inline constexpr std::size_t kMaxValueText = 2000;
inline constexpr std::size_t kMaxValueJson = std::size_t{64} << 10;

// A scalar's text, or YAML in flow style with short tags; asterisks for what is secret.
std::string value_text(const Node& node);
// A scalar's text, or compact JSON with functions in their long form.
std::string value_json(const Node& node);
// Both; `by_default`: what it comes to with the Defaults of parameters, or null.
ChangedValue changed_value(const Node& node, const Node* by_default = nullptr);

}  // namespace virga
