// What a template says about its own linting: configuration and ignores in Metadata, and comments.
#pragma once

#include <optional>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// The options with `Metadata: cfn-lint: config` of the template applied, from the root of a tree, before a Compilation
// is built: include_checks, ignore_checks, configure_rules, include_experimental and regions. A value replaces the one
// of a configuration file, gives way to one of the command line (RuleSelection::*_fixed), and adds to both where
// `merge` is set. None when the template configures nothing: use `base` then. `root` may be null. Thread safe.
std::optional<LintOptions> options_with_metadata(const Node* root, const LintOptions& base);

// Drops the findings that the template suppresses:
// - `Metadata: cfn-lint: config: ignore_checks: [E3012]` of a resource: exact ids, on paths in that resource;
// - `# virga: ignore[E3012,W2]` or `# virga: ignore E3012 W2` on the first line of the finding's range or focus, or on
// a
//   line of its own above it: ids or their beginnings, in any case; `# virga: ignore` drops every finding of the line.
//   Text after it is taken for the reason.
// Mandatory rules are never dropped. A comment that is not understood, names an unknown rule or drops nothing becomes a
// finding of V1002. Keeps the order of the others. Thread safe.
std::vector<Diagnostic> apply_suppressions(const Compilation& compilation, std::vector<Diagnostic> findings);

}  // namespace virga
