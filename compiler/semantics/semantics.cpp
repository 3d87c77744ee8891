#include "compiler/semantics/semantics.h"

#include "compiler/support/text.h"

namespace virga {
namespace {

// Whether the text contains escapes for characters, or words that continue after an escaped line break.
bool spells_characters(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2)) {
    if (at + 1 < text.size() && std::string_view("uUx\r\n").find(text[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

TemplateStructure::TemplateStructure(const SyntaxTree& tree, const SyntaxTree* written)
    : model(Template::build(tree.root)),
      symbols(SymbolTable::build(model, tree.source->text(), written == nullptr ? nullptr : written->root)),
      known_names(model),
      graph(DependencyGraph::build(model, symbols)) {}

Semantics::Semantics(const SyntaxTree& tree, const SemanticOptions& options, View view, const SyntaxTree* written)
    : tree_(tree),
      view_(view),
      options_(options),
      is_literal_(view == View::Written && !spells_characters(tree.source->text())),
      structure_(std::make_shared<const TemplateStructure>(tree, written)),
      nested_(tree.source->name(), options.files) {}

Semantics::Semantics(const Semantics& other, const SemanticOptions& options)
    : tree_(other.tree_),
      view_(other.view_),
      options_(options),
      is_literal_(other.is_literal_),
      structure_(other.structure_),
      nested_(other.tree_.source->name(), options.files) {}

bool Semantics::may_hold(std::string_view part) const { return !is_literal_ || contains(tree_.source->text(), part); }

const ConditionSolver& Semantics::conditions() const {
  ++value_questions_;
  if (!conditions_) conditions_.emplace(model(), options_.evaluation.parameters);
  return *conditions_;
}

Evaluator& Semantics::evaluator() const {
  ++value_questions_;
  if (!evaluator_) evaluator_.emplace(model(), conditions(), options_.evaluation);
  return *evaluator_;
}

const NestedTemplate* Semantics::nested_template(const Resource& stack) const { return nested_.of(stack); }

}  // namespace virga
