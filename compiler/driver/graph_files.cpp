#include "compiler/driver/graph_files.h"

#include "compiler/emit/graph_output.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/template_source.h"

namespace virga {

bool write_graph_file(const std::string& template_path, std::string& error) {
  ReadResult file = read_template(template_path);
  if (file.file == nullptr) return true;
  const SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) return true;
  const Template model = Template::build(tree.root);
  const SymbolTable symbols = SymbolTable::build(model);
  const DependencyGraph graph = DependencyGraph::build(model, symbols);
  const Result<void> written = write_file(template_path + ".dot", graph_text(model, graph, GraphFormat::Dot));
  if (!written) error = written.message();
  return written.ok();
}

}  // namespace virga
