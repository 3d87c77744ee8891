// Whether fixes that keep the values of a template keep its deployment, too, and whether they reach other places.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/compilation.h"

namespace virga {

// Makes those safe fixes unsafe with which the serverless transform would make other logical IDs, or an order would be
// lost that a DependsOn asks for: layers, versions and deployments have hashes of what is written in their IDs. Fixes
// of what CloudFormation refuses stay as they are. Expands the template once more for all fixes together, and again
// only where that changes anything; without the serverless transform it does nothing. The caller holds the snapshot's
// lock.
void settle_fix_safety(const Snapshot& snapshot, const LintOptions& options, std::vector<Diagnostic>& findings);

// Drops the fixes that edit an anchored map or list which aliases share: what is wrong in one of the places where it is
// used may be right in another.
void drop_shared_fixes(const SyntaxTree& tree, std::vector<Diagnostic>& findings);

}  // namespace virga
