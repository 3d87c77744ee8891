// What the SAM transform makes of a template, judged where the author wrote it.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/compilation.h"

namespace virga {

// Asks the snapshot for the expanded view of a SAM template and appends to `findings` (those of `written`, the view
// that rules judged, before suppression):
// - E0001 for everything that the transform refuses, unless an error is already reported on that line, with
//   Diagnostic::generated naming the SAM resource;
// - what the rules find on the generated resources, each with Diagnostic::generated, placed on the text that the
//   resource was made from. Left out is what `findings` already says of that line, what is repeated for several
//   resources, fixes (no text is there to edit), and warnings about parts that SAM alone wrote.
// Local paths count as packaged. Does nothing for a template that does not use the transform.
void lint_generated_resources(const Snapshot& snapshot, const Compilation& written, std::vector<Diagnostic>& findings);

}  // namespace virga
