// The meaning of one tree of a template: its model, references, possible conditions and values.
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

// Identifies one of a template's trees (compiler/semantics/snapshot.h).
enum class View : std::uint8_t { Written, Unrolled, Expanded, Assumed };

// The inputs of semantic analysis other than the template: the regions and parameter values it is deployed with, the
// facts, and the files beside it. Shared by all templates of a run; immutable.
struct SemanticOptions {
  std::vector<std::string> regions = {"us-east-1"};
  EvaluationOptions evaluation;           // parameter values, and `regions` again
  const SchemaDatabase* facts = nullptr;  // outlives every snapshot; never null when linting
  std::shared_ptr<const FileSystem> files = disk();
};

// The part of the analysis that does not depend on the deployment: model and references. Immutable; borrows the tree.
struct TemplateStructure {
  // `written`: for an unrolled view, the template as the author wrote it; what its loops refer to counts as used.
  explicit TemplateStructure(const SyntaxTree& tree, const SyntaxTree* written = nullptr);
  TemplateStructure(const TemplateStructure&) = delete;
  TemplateStructure& operator=(const TemplateStructure&) = delete;

  const Template model;
  const SymbolTable symbols;
  const KnownNames known_names;
  const DependencyGraph graph;
};

// Immutable, except for the caches of conditions(), evaluator() and nested_template(): callers of these must hold
// Snapshot::lock() if other threads may use the template. Everything else may be read from any thread. Borrows the tree
// and the options, which must outlive it.
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
  // In all views except the written one, nodes may have an Origin, and several nodes may come from the same text.
  View view() const { return view_; }

  const Template& model() const { return structure_->model; }
  const SymbolTable& symbols() const { return structure_->symbols; }
  const std::shared_ptr<const TemplateStructure>& structure() const { return structure_; }
  // Names that transforms, loops and modules add.
  const KnownNames& known_names() const { return structure_->known_names; }
  const DependencyGraph& graph() const { return structure_->graph; }
  // Whether any key or string of the template could contain `part`, which must not contain white space. Lets callers
  // skip walks that look for it.
  bool may_hold(std::string_view part) const;

  const ConditionSolver& conditions() const;
  Evaluator& evaluator() const;
  // How often conditions(), evaluator() and what else hangs on parameter values have been asked for. A check that asks
  // for none of it has the same result for all parameter values.
  std::size_t value_questions() const { return value_questions_; }
  // For whoever answers from values without conditions() and evaluator() of this view.
  void count_value_question() const { ++value_questions_; }
  // The local template of a nested stack; null if there is none.
  const NestedTemplate* nested_template(const Resource& stack) const;

private:
  const SyntaxTree& tree_;
  View view_;
  const SemanticOptions& options_;
  bool is_literal_;                                     // all strings of the tree are in the file verbatim
  std::shared_ptr<const TemplateStructure> structure_;  // shared by the views of one tree with different options
  // Created on first use.
  mutable std::optional<ConditionSolver> conditions_;
  mutable std::optional<Evaluator> evaluator_;
  mutable NestedTemplates nested_;
  mutable std::size_t value_questions_ = 0;
};

}  // namespace virga
