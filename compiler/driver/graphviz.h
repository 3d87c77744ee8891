// Renders graphs with Graphviz.
#pragma once

#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// Converts a graph in the DOT language to SVG with the program `dot`. If Graphviz is not installed, the error says what
// to do. Waits for the program; does not use a shell.
Result<std::string> svg_by_graphviz(std::string_view graph);

}  // namespace virga
