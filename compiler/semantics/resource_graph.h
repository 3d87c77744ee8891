// Which resources a template has, and what connects them.
#pragma once

#include "compiler/emit/graph_output.h"
#include "compiler/semantics/snapshot.h"

namespace virga {

// The graph of the expanded view, or, for a template that a transform refuses, of the unrolled one: so circles are
// those that CloudFormation would find, and an API leads to the functions behind it.
ResourceGraph resource_graph(const Snapshot& snapshot);

}  // namespace virga
