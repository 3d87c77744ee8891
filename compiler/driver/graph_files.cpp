#include "compiler/driver/graph_files.h"

#include <memory>
#include <utility>

#include "compiler/semantics/resource_graph.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/template_source.h"

namespace virga {

Result<void> write_graph_file(const std::string& template_path) {
  ReadResult file = read_template(template_path);
  if (file.file == nullptr) return {};
  SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) return {};
  const Snapshot snapshot(std::move(tree), std::make_shared<const SemanticOptions>());
  return write_file(template_path + ".dot", graph_text(resource_graph(snapshot), GraphFormat::Dot));
}

}  // namespace virga
