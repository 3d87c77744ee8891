// What one tree of a template means: its parts, who refers to whom, what conditions allow and values come to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/known_names.h"
#include "compiler/resolve/nested_templates.h"
#include "compiler/resolve/symbols.h"
#include "compiler/source/file_system.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

class SchemaDatabase;

// Which of a template's trees is meant (compiler/semantics/snapshot.h).
enum class View : std::uint8_t { Written, Unrolled, Expanded, Assumed };

// What a template is understood by: the regions and parameter values it is deployed with, the facts, and the files
// beside it. Shared by all templates of a run; immutable.
struct SemanticOptions {
  std::vector<std::string> regions = {"us-east-1"};
  EvaluationOptions evaluation;           // parameter values, and the regions again
  const SchemaDatabase* facts = nullptr;  // outlives every snapshot; never null when linting
  std::shared_ptr<const FileSystem> files = disk();
};

// What a tree says by itself, whatever it is deployed with: its parts, and who refers to whom. Immutable; borrows the
// tree.
struct TemplateStructure {
  // `written`: the author's template, from which the tree of an unrolled view was made; what its loops refer to is
  // used.
  explicit TemplateStructure(const SyntaxTree& tree, const SyntaxTree* written = nullptr);
  TemplateStructure(const TemplateStructure&) = delete;
  TemplateStructure& operator=(const TemplateStructure&) = delete;

  const Template model;
  const SymbolTable symbols;
  const KnownNames known_names;
  const DependencyGraph graph;
};

// Immutable, apart from the caches of conditions(), evaluator() and nested_template(): who calls those, on a
// template that other threads may see, holds Snapshot::lock() meanwhile. Everything else may be read from any thread.
// Borrows the tree and the options, which must outlive it.
class Semantics {
public:
  // `written`: as for TemplateStructure.
  Semantics(const SyntaxTree& tree, const SemanticOptions& options, View view = View::Written,
            const SyntaxTree* written = nullptr);
  // The written view of the same tree under other options.
  Semantics(const Semantics& other, const SemanticOptions& options);
  Semantics(const Semantics&) = delete;
  Semantics& operator=(const Semantics&) = delete;

  const SyntaxTree& tree() const { return tree_; }
  const SourceFile& source() const { return *tree_.source; }
  const SemanticOptions& options() const { return options_; }
  const SchemaDatabase& facts() const { return *options_.facts; }
  // In all but the written view nodes may have an Origin, and several may stand for one text.
  View view() const { return view_; }

  const Template& model() const { return structure_->model; }
  const SymbolTable& symbols() const { return structure_->symbols; }
  const std::shared_ptr<const TemplateStructure>& structure() const { return structure_; }
  // Names that transforms, loops and modules add.
  const KnownNames& known_names() const { return structure_->known_names; }
  const DependencyGraph& graph() const { return structure_->graph; }
  // Could a key or text of the template hold this, which has no white space? Spares walks that look for it.
  bool may_hold(std::string_view part) const;

  const ConditionSolver& conditions() const;
  Evaluator& evaluator() const;
  // How often those two were asked for. Who asks for neither finds the same whatever the values of parameters are.
  std::size_t value_questions() const { return value_questions_; }
  // The template that a nested stack is made of; null where there is none beside this one.
  const NestedTemplate* nested_template(const Resource& stack) const;

private:
  const SyntaxTree& tree_;
  View view_;
  const SemanticOptions& options_;
  bool is_literal_;                                     // texts are in the file as they are in the tree
  std::shared_ptr<const TemplateStructure> structure_;  // shared by the views of one tree under several options
  // Made when they are first asked for.
  mutable std::optional<ConditionSolver> conditions_;
  mutable std::optional<Evaluator> evaluator_;
  mutable NestedTemplates nested_;
  mutable std::size_t value_questions_ = 0;
};

}  // namespace virga
