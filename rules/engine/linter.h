// Lints one template.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/support/cancellation.h"
#include "rules/engine/compilation.h"

namespace virga {

// What checks of a template found without asking for any value: the same for every parameter set, so each such check
// runs once. For the lints of snapshots that share their text, with options that differ in values of parameters alone.
// Filled by the first of them. Not thread safe.
class SettledFindings {
public:
  // What the check with this number found, if it is settled for the view.
  const std::vector<Diagnostic>* find(const Semantics& view, std::size_t check) const;
  void keep(const Semantics& view, std::size_t check, std::span<const Diagnostic> found);

private:
  std::shared_ptr<const TemplateStructure> structure_;  // of the view that they are of
  std::vector<std::optional<std::vector<Diagnostic>>> of_checks_;
};

// Runs every selected rule over a view of a template; stops early when the compilation is cancelled.
void run_rules(const Compilation& compilation, DiagnosticSink& sink, SettledFindings* settled = nullptr);

struct LintResult {
  SourceFilePtr source;
  // Sorted by line, then rule id; suppressed findings (Metadata, inline comments) are left out.
  std::vector<Diagnostic> findings;
  // The template could not be read at all (E0000); findings say why.
  bool unparsable = false;
  // Work was cancelled before it was done: there are no findings.
  bool cancelled = false;
};

// A snapshot of a template with the options that its own configuration (Metadata cfn-lint: config) leaves of `options`.
std::shared_ptr<const Snapshot> open_snapshot(const SourceFilePtr& source, const LintOptions& options,
                                              Reading reading = Reading::Strict, std::int64_t version = 0);

// Of a tree that was read already, as the part of a file that is a template.
std::shared_ptr<const Snapshot> open_snapshot(SyntaxTree tree, const LintOptions& options, std::int64_t version = 0);

// The same text with other options, which shares all that does not depend on them: for several parameter sets, or
// for a lint that others who ask the snapshot need not wait for.
std::shared_ptr<const Snapshot> open_snapshot(const Snapshot& same_text, const LintOptions& options);

// Runs the rules over the views of a snapshot that open_snapshot() made, with the same options, and applies the
// template's own suppressions and configuration. Holds the snapshot's lock; any thread may call it. Never throws.
LintResult lint(const Snapshot& snapshot, const LintOptions& options, const CancellationToken& cancellation = {},
                SettledFindings* settled = nullptr);

// The same, for an editor. Of text that cannot be read to its end (a snapshot of Reading::Tolerant) there are the
// faults of its syntax, and what is wrong with the parts that could be read: nothing that the rest could prove wrong
// (rules/engine/unread_text.h).
LintResult lint_readable(const Snapshot& snapshot, const LintOptions& options,
                         const CancellationToken& cancellation = {});

// Both in one: for a template that nothing else is asked about. Thread safe: one call a thread, options shared.
LintResult lint(const SourceFilePtr& source, const LintOptions& options);

}  // namespace virga
