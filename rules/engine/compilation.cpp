#include "rules/engine/compilation.h"

namespace virga {

Compilation::Compilation(SyntaxTree tree, const LintOptions& options, std::unique_ptr<const SyntaxTree> written)
    : written_(std::move(written)),
      tree_(std::move(tree)),
      options_(&options),
      model_(Template::build(tree_.root)),
      symbols_(SymbolTable::build(model_, tree_.source->text(), written_ == nullptr ? nullptr : written_->root)),
      known_names_(model_),
      graph_(DependencyGraph::build(model_, symbols_)),
      conditions_(std::make_unique<ConditionSolver>(model_, options.evaluation.parameters)),
      evaluator_(std::make_unique<Evaluator>(model_, *conditions_, options.evaluation)),
      nested_(std::make_unique<NestedTemplates>(tree_.source->name())) {}

}  // namespace virga
