// Drawings by Graphviz.
#pragma once

#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// Has the program `dot` turn a graph in its language into an SVG document. The error says what to do where Graphviz is
// not installed. Waits for the program; needs no shell.
Result<std::string> svg_by_graphviz(std::string_view graph);

}  // namespace virga
