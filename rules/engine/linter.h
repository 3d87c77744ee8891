// Lints templates.
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

// The findings of template checks that did not use any parameter values. They are the same for every parameter set, so
// each such check runs once. For linting snapshots that share their text, with options that differ only in parameter
// values. Filled by the first lint. Not thread-safe.
class SettledFindings {
public:
  // The findings of a check, by index, if they are settled for the view; else null.
  const std::vector<Diagnostic>* find(const Semantics& view, std::size_t check) const;
  void keep(const Semantics& view, std::size_t check, std::span<const Diagnostic> found);

private:
  std::shared_ptr<const TemplateStructure> structure_;  // identifies the view
  std::vector<std::optional<std::vector<Diagnostic>>> of_checks_;
};

// Runs every selected rule on a view of a template; stops early if the compilation is cancelled.
void run_rules(const Compilation& compilation, DiagnosticSink& sink, SettledFindings* settled = nullptr);

struct LintResult {
  SourceFilePtr source;
  // Sorted by line, then rule ID; suppressed findings (Metadata, inline comments) are left out.
  std::vector<Diagnostic> findings;
  // The template could not be parsed (E0000); the findings say why.
  bool unparsable = false;
  // The work was cancelled before it was finished; there are no findings.
  bool cancelled = false;
};

// A snapshot of a template whose options are `options` with the template's own configuration applied (Metadata
// cfn-lint: config).
std::shared_ptr<const Snapshot> open_snapshot(const SourceFilePtr& source, const LintOptions& options,
                                              Reading reading = Reading::Strict, std::int64_t version = 0);

// Of a tree that was read already, as the part of a file that is a template.
std::shared_ptr<const Snapshot> open_snapshot(SyntaxTree tree, const LintOptions& options, std::int64_t version = 0);

// The same text with other options, which shares all that does not depend on them: for several parameter sets, or
// for a lint that others who ask the snapshot need not wait for.
std::shared_ptr<const Snapshot> open_snapshot(const Snapshot& same_text, const LintOptions& options);

// Runs the rules on the views of a snapshot that open_snapshot() made with the same options, and applies the template's
// own suppressions and configuration. Holds the snapshot's lock; may be called from any thread. Never throws.
LintResult lint(const Snapshot& snapshot, const LintOptions& options, const CancellationToken& cancellation = {},
                SettledFindings* settled = nullptr);

// The same for editors. If the text cannot be read to its end (with a snapshot of Reading::Tolerant), reports the
// syntax errors and the problems of the parts that could be read, except for those that the unread part could prove
// wrong (rules/engine/unread_text.h).
LintResult lint_readable(const Snapshot& snapshot, const LintOptions& options,
                         const CancellationToken& cancellation = {});

// Opens and lints a template, for callers that need nothing else from it. May be called from several threads with
// shared options.
LintResult lint(const SourceFilePtr& source, const LintOptions& options);

}  // namespace virga
