#include "compiler/driver/graph_files.h"

#include "compiler/emit/graph_output.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/template_source.h"

namespace virga {

Result<void> write_graph_file(const std::string& template_path) {
  ReadResult file = read_template(template_path);
  if (file.file == nullptr) return {};
  const SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) return {};
  const Template model = Template::build(tree.root);
  const SymbolTable symbols = SymbolTable::build(model);
  const DependencyGraph graph = DependencyGraph::build(model, symbols);
  return write_file(template_path + ".dot", graph_text(model, graph, GraphFormat::Dot));
}

}  // namespace virga
