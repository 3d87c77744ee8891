// The dependency graph as text, for `virga graph` and `lint --build-graph`.
#pragma once

#include <string>

#include "compiler/resolve/symbols.h"

namespace virga {

enum class GraphFormat : std::uint8_t { Dot, Mermaid, Json };

// Resources as nodes, and an edge from each to what it needs; several references between the same two are one
// edge whose label names them. Circles are marked. The text ends with a newline and is the same for the
// same template.
std::string graph_text(const Template& model, const DependencyGraph& graph, GraphFormat format);

}  // namespace virga
