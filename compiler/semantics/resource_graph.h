// The resources of a template and their connections.
#pragma once

#include "compiler/emit/graph_output.h"
#include "compiler/semantics/snapshot.h"

namespace virga {

// The graph of the expanded view or, if a transform fails, of the unrolled view. Its cycles are thus those that
// CloudFormation would find, and an API is connected to the functions behind it.
ResourceGraph resource_graph(const Snapshot& snapshot);

}  // namespace virga
