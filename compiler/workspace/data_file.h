// Reads YAML or JSON files that are not templates: configuration, deployment and parameter files, baselines.
#pragma once

#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Limits for such files, checked before a library parses them.
inline constexpr std::size_t kMaxDataBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxDataDepth = 100;

// Parses a file with yaml-cpp or, if the text begins with a bracket and is JSON, with nlohmann/json. Scalars have the
// types that cfn-lint sees (YAML 1.1); nodes have ranges. A document without a value has a null `root` and no error.
// Anchors and merge keys work as in templates. Never throws; errors are in SyntaxTree::errors.
SyntaxTree read_data(const SourceFilePtr& source);

// Is it a stack policy, by what stands in it: statements about actions "Update:…" or resources "LogicalResourceId/…"?
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
bool is_stack_policy(const SourceFilePtr& source);

}  // namespace virga
