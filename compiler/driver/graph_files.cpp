#include "compiler/driver/graph_files.h"

#include <memory>
#include <utility>

#include "compiler/semantics/resource_graph.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/template_source.h"

namespace virga {

bool write_graph_file(const std::string& template_path, std::string& error) {
  ReadResult file = read_template(template_path);
  if (file.file == nullptr) return true;
  SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) return true;
  const Snapshot snapshot(std::move(tree), std::make_shared<const SemanticOptions>());
  const std::string text = graph_text(resource_graph(snapshot), GraphFormat::Dot);
  const Result<void> written = write_file(template_path + ".dot", text);
  if (!written) error = written.message();
  return written.ok();
}

}  // namespace virga
