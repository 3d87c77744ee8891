// The findings of a document, in broken text too.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/support/cancellation.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// What `virga lint` says. Of text that cannot be read to its end: what is wrong with the syntax, and the findings of
// the parts that can be read.
std::vector<Diagnostic> judge(const Snapshot& snapshot, const DocumentOptions& options,
                              const CancellationToken& cancellation = {});

}  // namespace virga::lsp
