// The model of any text, broken or not: names, references and dependencies are built, and what refers is within the
// text.
#include <cstddef>
#include <cstdint>

#include "compiler/model/template.h"
#include "compiler/resolve/symbols.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  const SyntaxTree tree = parse_tolerant(fuzz::source_of(data, size));
  if (tree.root == nullptr) return 0;
  const Template model = Template::build(tree.root);
  const SymbolTable symbols = SymbolTable::build(model, tree.source->text());
  for (const Reference& reference : symbols.references()) fuzz::check_range(tree, reference.range);
  const DependencyGraph graph = DependencyGraph::build(model, symbols);
  for (const DependencyGraph::Edge& edge : graph.edges()) {
    fuzz::require(edge.from < model.resources().size() && edge.to < model.resources().size());
  }
  for (const auto& cycle : graph.cycles()) fuzz::require(!cycle.empty() && cycle.front().from == cycle.back().to);
  DependencyGraph::build_of_conditions(model, symbols);
  return 0;
}
