#include "compiler/expand/expansion.h"

#include "compiler/expand/problems.h"
#include "compiler/expand/stages.h"
#include "compiler/expand/value_factory.h"
#include "compiler/model/template.h"

namespace virga {
namespace {

bool names(const Value& transform, std::string_view name) {
  return transform.is(name) || transform.string_at("Name") == name;
}

// Takes an applied transform out of the template's list; what is left is for CloudFormation to apply.
void drop_transform(Value& root, std::string_view name) {
  Value* transform = root.get("Transform");
  if (transform == nullptr) return;
  for (std::uint32_t i = transform->is_sequence() ? transform->size() : 0; i > 0; --i) {
    if (names(*transform->items()[i - 1], name)) transform->remove_item(i - 1);
  }
  if (names(*transform, name) || (transform->is_sequence() && transform->empty())) root.erase("Transform");
}

}  // namespace

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
    // What a transform makes without a narrower cause has the transform as its origin.
    const auto expanding = [&](std::string_view transform) {
      return ValueFactory::Scope(make, root->provenance(), transform);
    };
    Stage stage{make, *root, options, problems, tree};
    const bool extended = wanted.language_extensions && model.has_language_extensions();
    const bool no_loops = !extended || expand_loops(stage);
    const auto resolve_functions = [&] {
      if (!extended || options.loops_only || problems.has_errors()) return;
      const auto scope = expanding("AWS::LanguageExtensions");
      // What stays is for the service to expand.
      if (resolve_extended_functions(stage) && no_loops) drop_transform(*root, "AWS::LanguageExtensions");
    };
    if (!options.evaluate) resolve_functions();
    if (wanted.include && !problems.has_errors()) {
      const auto scope = expanding("AWS::Include");
      expand_includes(stage);
    }
    if (options.evaluate && !problems.has_errors()) {
      evaluate_template(stage);
      resolve_functions();
    }
    if (wanted.serverless && model.is_sam() && !problems.has_errors()) {
      const auto scope = expanding("the SAM transform");
      expand_serverless(stage);
      drop_transform(*root, "AWS::Serverless-2016-10-31");
    }
  }
  if (!problems.has_errors()) result.tree.root = make.freeze(*root);
  result.problems = problems.take();
  return result;
}

}  // namespace virga
