// What a template says about its own linting: configuration and ignores in Metadata, and comments.
#pragma once

#include <optional>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// The selection with `Metadata: cfn-lint: config` of the template applied: include_checks, ignore_checks,
// configure_rules and include_experimental. A value replaces the one of a configuration file, gives way to
// one of the command line (RuleSelection::*_fixed), and adds to both where `merge` is set. Thread safe.
RuleSelection selection_with_metadata(const Template& model, const RuleSelection& base);

// The same for all that Metadata can set (regions too), from the root of a tree, before a Compilation is
// built. None when the template configures nothing: use `base` then. `root` may be null.
std::optional<LintOptions> options_with_metadata(const Node* root, const LintOptions& base);

// Drops the findings that the template suppresses:
// - `Metadata: cfn-lint: config: ignore_checks: [E3012]` of a resource: exact ids, on paths in that resource;
// - `# virga: ignore[E3012,W2]` on the finding's first line, or on a line of its own above it: ids or their
//   beginnings; `# virga: ignore` drops every finding of the line. Text after it is taken for the reason.
// Mandatory rules are never dropped. Keeps the order. Thread safe.
std::vector<Diagnostic> apply_suppressions(const Compilation& compilation, std::vector<Diagnostic> findings);

}  // namespace virga
