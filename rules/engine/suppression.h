// How a template configures its own linting: configuration and ignores in Metadata, and comments.
#pragma once

#include <optional>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// Applies the template's `Metadata: cfn-lint: config` to the options, before a Compilation is built: include_checks,
// ignore_checks, configure_rules, include_experimental and regions. A value replaces that of a configuration file, but
// not that of the command line (RuleSelection::*_fixed); if `merge` is set, it is added to both. `root` is the root of
// a tree and may be null. Nullopt if the template configures nothing: use `base` then. Thread-safe.
std::optional<LintOptions> options_with_metadata(const Node* root, const LintOptions& base);

// Drops the findings that the template suppresses:
// - `Metadata: cfn-lint: config: ignore_checks: [E3012]` of a resource: exact IDs, for paths in that resource;
// - `# virga: ignore[E3012,W2]` or `# virga: ignore E3012 W2` on the first line of the finding's range or focus, or on
//   a line of its own above it: IDs or prefixes of IDs, ignoring case; `# virga: ignore` drops every finding on the
//   line. Any text after it is a reason.
// Mandatory rules are never dropped. A comment that is malformed, names an unknown rule or drops nothing becomes a
// finding of V1002. Keeps the order of the others. Thread-safe.
std::vector<Diagnostic> apply_suppressions(const Compilation& compilation, std::vector<Diagnostic> findings);

}  // namespace virga
