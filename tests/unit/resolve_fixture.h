// A parsed template with the results of the resolve layer.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/symbols.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga::testing {

struct Resolved {
  explicit Resolved(std::string text, EvaluationOptions options = {})
      : tree(parse(std::make_shared<const SourceFile>("template.yaml", std::move(text)))),
        model(Template::build(tree.root)),
        symbols(SymbolTable::build(model, tree.source->text())),
        graph(DependencyGraph::build(model, symbols)),
        conditions(model, options.parameters),
        evaluator(model, conditions, std::move(options)) {}

  Scenario scenario(std::vector<std::pair<std::string_view, bool>> values) const {
    Scenario made;
    for (auto [name, value] : values) made.push_back({conditions.id(name).value(), value});
    return made;
  }
  bool possible(std::vector<std::pair<std::string_view, bool>> values) const {
    return conditions.possible(scenario(std::move(values)));
  }
  bool implies(std::vector<std::pair<std::string_view, bool>> premise, std::string_view name, bool value) const {
    return conditions.implies(scenario(std::move(premise)), {conditions.id(name).value(), value});
  }
  // Value of a property of the resource R.
  const Node& property(std::string_view name) const { return *model.find_resource("R")->property(name); }
  const Resolution& resolve(std::string_view name) { return evaluator.resolve(property(name)); }
  // The candidates as text; lists as "[a|b]", mappings as "{}"; {"?"} if unknown.
  std::vector<std::string> values(std::string_view name) {
    const Resolution& resolution = resolve(name);
    if (!resolution.known) return {"?"};
    std::vector<std::string> texts;
    for (const ResolvedValue& value : resolution.values) texts.push_back(show(*value.value));
    return texts;
  }
  static std::string show(const Node& node) {
    if (node.is_scalar()) return std::string(node.text());
    if (!node.is_sequence()) return "{}";
    std::string text;
    for (const Node* item : node.items()) text += (text.empty() ? "[" : "|") + show(*item);
    return (text.empty() ? "[" : text) + "]";
  }

  SyntaxTree tree;
  Template model;
  SymbolTable symbols;
  DependencyGraph graph;
  ConditionSolver conditions;
  Evaluator evaluator;
};

}  // namespace virga::testing
