// Values of expressions, for display.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The innermost function call whose name (key or tag) contains the offset; null if there is none.
const Node* call_at(const Analysis& analysis, std::uint32_t offset);

struct ShownValue {
  std::string text;
  // Of several values, the regions and the sets of parameters for which the expression has this one ("eu-west-1",
  // "Stage=prod"); empty if neither decides.
  std::vector<std::string> where;
};

// The possible values of an expression as far as the template and the configured parameters determine them. Empty if
// it depends on a NoEcho parameter.
std::vector<ShownValue> shown_values(const Analysis& analysis, const Node& expression);

// Whether an expression refers to a NoEcho parameter, directly or through a condition or nested expression.
bool touches_secret(const Analysis& analysis, const Node& expression);

}  // namespace virga::lsp
