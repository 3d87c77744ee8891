// What the SAM transform makes of a template, judged where the author wrote it.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/compilation.h"

namespace virga {

// Asks the snapshot for the expanded view and appends to `findings` (those of `written`, the view that rules judged,
// before suppression) what the rules find on the resources that a transform made, each with Diagnostic::generated,
// placed on the text that the resource was made from. Left out is what `findings` already says of that line, what is
// repeated for several resources, fixes (no text is there to edit), and warnings about parts that SAM alone wrote.
// Local paths count as packaged. Does nothing for a template without a transform that makes resources, and for one that
// is refused.
void lint_generated_resources(const Snapshot& snapshot, const Compilation& written, std::vector<Diagnostic>& findings);

}  // namespace virga
