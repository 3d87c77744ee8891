// What expressions come to, for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lsp/queries/analysis.h"

namespace virga::lsp {

// The innermost call of a function whose name (key or tag) holds the offset; null when there is none.
const Node* call_at(const Analysis& analysis, std::uint32_t offset);

// Values that an expression can have, as far as the template tells. Nothing where it rests on a parameter with NoEcho.
std::vector<std::string> shown_values(const Analysis& analysis, const Node& expression, std::size_t limit);

// Does an expression name a parameter with NoEcho, itself or in a condition or another expression below it?
bool touches_secret(const Analysis& analysis, const Node& expression);

}  // namespace virga::lsp
