// Reading a text that was read before, but for an edit.
#pragma once

#include <optional>

#include "compiler/syntax/syntax_tree.h"

namespace virga {

// The tree that parse(source) would give, made from the tree of an earlier text: where the two differ only below one
// key of the first two levels (a section, a resource), its lines are read and the rest is copied. Only for YAML in
// block style that was read without a fault. Empty where that does not hold, or the lines cannot be read by themselves;
// then the whole text has to be read. The result borrows nothing from `before`, whose options must have been the same.
// Never throws.
std::optional<SyntaxTree> reread(const SyntaxTree& before, const SourceFilePtr& source,
                                 const ParseOptions& options = {});

}  // namespace virga
