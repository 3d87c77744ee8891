// Fn::ForEach: rules judge what the loops make, and findings stand on the loops as written.
#pragma once

#include <memory>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/compilation.h"

namespace virga {

// The compilation of a template with its loops expanded where it has some and uses AWS::LanguageExtensions. When they
// cannot be expanded it is that of the template as written, and `refusals` says why (E0001). `tree` must have a root.
std::unique_ptr<Compilation> compile(SyntaxTree tree, const LintOptions& options, std::vector<Diagnostic>& refusals);

// Findings of one rule at one place in several iterations become one, with a note that names them. They lose their
// fixes: what is right for one iteration need not be right for the text of all.
void merge_iterations(const Compilation& compilation, std::vector<Diagnostic>& findings);

// Appends what an expansion refused, except where an error stands on the same line already.
void add_refusals(const Compilation& compilation, std::vector<Diagnostic> refusals, std::vector<Diagnostic>& findings);

}  // namespace virga
