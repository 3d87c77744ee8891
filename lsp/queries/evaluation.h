// Values of expressions, for display.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The innermost function call whose name (key or tag) contains the offset; null if there is none.
const Node* call_at(const Analysis& analysis, std::uint32_t offset);

// The possible values of an expression as far as the template determines them. Empty if it depends on a NoEcho
// parameter.
std::vector<std::string> shown_values(const Analysis& analysis, const Node& expression, std::size_t limit);

// Whether an expression refers to a NoEcho parameter, directly or through a condition or nested expression.
bool touches_secret(const Analysis& analysis, const Node& expression);

}  // namespace virga::lsp
