// Lints one template.
#pragma once

#include <memory>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// Runs every selected rule over a template. The building block of lint() and of the editor.
void run_rules(const Compilation& compilation, DiagnosticSink& sink);

struct LintResult {
  SourceFilePtr source;
  // Sorted by line, then rule id; suppressed findings (Metadata, inline comments) are left out.
  std::vector<Diagnostic> findings;
  // The template could not be read at all (E0000); findings say why.
  bool unparsable = false;
};

// Parses, builds the Compilation, runs the rules, applies the template's own suppressions and configuration
// (Metadata cfn-lint: config). Thread safe: one call a thread, options shared. Never throws.
LintResult lint(const SourceFilePtr& source, const LintOptions& options);

}  // namespace virga
