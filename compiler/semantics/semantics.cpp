#include "compiler/semantics/semantics.h"

namespace virga {
namespace {

// Characters that are spelled by their numbers, or words that go on after an escaped end of a line.
bool spells_characters(std::string_view text) {
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 2)) {
    if (at + 1 < text.size() && std::string_view("uUx\r\n").find(text[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

Semantics::Semantics(const SyntaxTree& tree, const SemanticOptions& options, View view, const SyntaxTree* written)
    : tree_(tree),
      view_(view),
      options_(options),
      is_literal_(view == View::Written && !spells_characters(tree.source->text())),
      model_(Template::build(tree.root)),
      symbols_(SymbolTable::build(model_, tree.source->text(), written == nullptr ? nullptr : written->root)),
      known_names_(model_),
      graph_(DependencyGraph::build(model_, symbols_)),
      nested_(tree.source->name(), options.files) {}

bool Semantics::may_hold(std::string_view part) const {
  return !is_literal_ || tree_.source->text().find(part) != std::string_view::npos;
}

const ConditionSolver& Semantics::conditions() const {
  if (!conditions_) conditions_.emplace(model_, options_.evaluation.parameters);
  return *conditions_;
}

Evaluator& Semantics::evaluator() const {
  if (!evaluator_) evaluator_.emplace(model_, conditions(), options_.evaluation);
  return *evaluator_;
}

const NestedTemplate* Semantics::nested_template(const Resource& stack) const { return nested_.of(stack); }

}  // namespace virga
