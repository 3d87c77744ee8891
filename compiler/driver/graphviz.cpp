#include "compiler/driver/graphviz.h"

#include <fmt/format.h>

#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/child_process.h"

namespace virga {

Result<std::string> svg_by_graphviz(std::string_view graph) {
  Result<ChildOutput> run = run_child({"dot", "-Tsvg"}, graph);
  if (!run) return Error{"SVG requires Graphviz: " + run.message()};
  if (run->is_missing) {
    return Error{
        "SVG requires Graphviz, but its program 'dot' is not installed; install the package graphviz, or use --format "
        "dot, mermaid or json"};
  }
  if (!run->succeeded) {
    return Error{
        fmt::format("Graphviz's program 'dot' failed: {}", printable(run->err.substr(0, run->err.find('\n'))))};
  }
  return std::move(run->out);
}

}  // namespace virga
