// Reading what is YAML or JSON but no template: configuration, deployment and parameter files, baselines.
#pragma once

#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Bounds of such a file, checked before a library sees it.
inline constexpr std::size_t kMaxDataBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxDataDepth = 100;

// The tree of a file, read by yaml-cpp or, where the text opens with a bracket and is JSON, by nlohmann/json. Scalars
// have the types that cfn-lint sees (YAML 1.1), nodes their ranges. A document without a value has a null `root` and no
// error. Anchors and merge keys work as in templates. Never throws; faults are in SyntaxTree::errors.
SyntaxTree read_data(const SourceFilePtr& source);

}  // namespace virga
