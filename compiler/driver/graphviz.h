// Drawings by Graphviz.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// Has the program `dot` turn a graph in its language into an SVG document. False with a sentence in `error`, which says
// what to do where Graphviz is not installed. Waits for the program; needs no shell.
bool svg_by_graphviz(std::string_view graph, std::string& svg, std::string& error);

}  // namespace virga
