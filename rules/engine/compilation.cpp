#include "rules/engine/compilation.h"

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

Compilation::Compilation(SyntaxTree tree, const LintOptions& options, std::unique_ptr<const SyntaxTree> written)
    : written_(std::move(written)),
      tree_(std::move(tree)),
      options_(&options),
      is_literal_(written_ == nullptr && !spells_characters(tree_.source->text())),
      model_(Template::build(tree_.root)),
      symbols_(SymbolTable::build(model_, tree_.source->text(), written_ == nullptr ? nullptr : written_->root)),
      known_names_(model_),
      graph_(DependencyGraph::build(model_, symbols_)),
      conditions_(std::make_unique<ConditionSolver>(model_, options.evaluation.parameters)),
      evaluator_(std::make_unique<Evaluator>(model_, *conditions_, options.evaluation)),
      nested_(std::make_unique<NestedTemplates>(tree_.source->name())) {}

Compilation::Compilation(SyntaxTree tree, const Compilation& written)
    : Compilation(std::move(tree), written.options()) {
  is_literal_ = false;
}

bool Compilation::may_hold(std::string_view part) const {
  return !is_literal_ || tree_.source->text().find(part) != std::string_view::npos;
}

}  // namespace virga
