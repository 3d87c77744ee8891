// Uses of names that no text shows.
#pragma once

#include "lsp/queries/analysis.h"

namespace virga::lsp {

// A place that may name the symbol without writing it, so that a rename cannot follow: an Fn::FindInMap that computes
// the mapping or the key, a name in a loop (`!Ref Topic${Name}`) that stands for this one. Null if there is none.
const Node* computed_use(const Analysis& analysis, const Symbol& symbol);

}  // namespace virga::lsp
