#include "compiler/expand/expansion.h"

#include "compiler/expand/problems.h"
#include "compiler/expand/stages.h"
#include "compiler/expand/value_factory.h"
#include "compiler/model/template.h"

namespace virga {

Expansion expand(const SyntaxTree& tree, const ExpandOptions& options) {
  Expansion result;
  result.tree.source = tree.source;
  result.tree.language = tree.language;
  result.tree.comments = tree.comments;
  const Template model = Template::build(tree.root);
  const TransformSet& wanted = options.transforms;
  ValueFactory make(result.tree.arena);
  Value* root = make.from(*tree.root);
  Problems problems;
  if (root->is_mapping()) {
    const ValueFactory::Scope scope(make, *root);
    Stage stage{make, *root, options, problems, tree};
    if (wanted.language_extensions && model.has_language_extensions()) expand_language_extensions(stage);
    if (wanted.include && !problems.has_errors()) expand_includes(stage);
    if (wanted.serverless && model.is_sam() && !problems.has_errors()) expand_serverless(stage);
  }
  if (!problems.has_errors()) result.tree.root = make.freeze(*root);
  result.problems = problems.take();
  return result;
}

}  // namespace virga
