// One-line text of template values, for people and for change sets.
#pragma once

#include <string>

#include "compiler/change/change.h"
#include "compiler/syntax/node.h"
#include "compiler/workspace/secrets.h"

namespace virga {

// Texts are truncated at this many bytes: nobody reads more, and aliases can make a small file into gigabytes of tree.
inline constexpr std::size_t kMaxValueText = 2000;
inline constexpr std::size_t kMaxValueJson = std::size_t{64} << 10;

// A scalar's text, or YAML in flow style with short tags. Asterisks stand for secret values, those of `secrets`, and
// what has the form of a secret (without_secrets()).
std::string value_text(const Node& node, const Secrets* secrets = nullptr);
// A scalar's text, or compact JSON with functions in their long form. The same of secrets.
std::string value_json(const Node& node, const Secrets* secrets = nullptr);
// Both of the above. `by_default` is the value with the parameters' Defaults, or null.
ChangedValue changed_value(const Node& node, const Node* by_default = nullptr, const Secrets* secrets = nullptr);

}  // namespace virga
