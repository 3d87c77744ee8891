// Lints the resources that the SAM transform generates.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/compilation.h"

namespace virga {

// Runs the rules on the resources that a transform generated in the snapshot's expanded view, and appends to `findings`
// (those of `written`, the view that was linted, before suppression) what they find, each with Diagnostic::generated
// and located at the text that the resource was made from. Leaves out what `findings` already reports on that line,
// repetitions for several resources, fixes but those of names that the transform hands on as they are written, and
// warnings about parts that SAM alone wrote. Local paths count as packaged. Takes out findings of `written` that the
// expansion refutes: that a DependsOn is redundant (W3005) if the reference ends up in another resource. Does nothing
// if no transform generates resources or a transform fails.
void lint_generated_resources(const Snapshot& snapshot, const Compilation& written, std::vector<Diagnostic>& findings);

}  // namespace virga
