// Everything known of one template.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/known_names.h"
#include "compiler/resolve/nested_templates.h"
#include "compiler/resolve/symbols.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/rule.h"
#include "schemas/schema_database.h"

namespace virga {

class CustomRules;

// How a template is judged. Shared by all files of a run; immutable.
struct LintOptions {
  std::vector<std::string> regions = {"us-east-1"};
  bool regions_fixed = false;  // given on the command line: a template's Metadata does not replace them
  RuleSelection rules;
  EvaluationOptions evaluation;  // parameter values
  bool expansion = true;         // SAM templates are judged as expanded too (--no-expansion)
  // Days since 1970-01-01: "today" for life cycle rules (SOURCE_DATE_EPOCH overrides the clock).
  std::int64_t today = 0;
  const SchemaDatabase* facts = nullptr;      // never null when linting
  const CustomRules* custom_rules = nullptr;  // --custom-rules (rules/engine/custom_rules.h), or null
};

// Built once a template, then only read, by the rules and the editor. Owns the tree.
class Compilation {
public:
  // The options must outlive the compilation. `written`: what the author wrote, when `tree` was expanded from it.
  Compilation(SyntaxTree tree, const LintOptions& options, std::unique_ptr<const SyntaxTree> written = nullptr);
  // Of a tree that was expanded from `written`, which must outlive it.
  Compilation(SyntaxTree tree, const Compilation& written);
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  const SyntaxTree& tree() const { return tree_; }
  // Loops of the template were expanded: nodes have an Origin, and several may stand for one text.
  bool is_expanded() const { return written_ != nullptr; }
  const SourceFile& source() const { return *tree_.source; }
  // Could a key or text of the template hold this, which has no white space? Spares walks that look for it.
  bool may_hold(std::string_view part) const;
  const Template& model() const { return model_; }
  const SymbolTable& symbols() const { return symbols_; }
  const DependencyGraph& graph() const { return graph_; }
  // Names that transforms, loops and modules add.
  const KnownNames& known_names() const { return known_names_; }
  const ConditionSolver& conditions() const { return *conditions_; }
  Evaluator& evaluator() const { return *evaluator_; }
  // The template that a nested stack is made of; null where there is none beside this one.
  const NestedTemplate* nested_template(const Resource& stack) const { return nested_->of(stack); }
  const LintOptions& options() const { return *options_; }
  const SchemaDatabase& facts() const { return *options_->facts; }

private:
  std::unique_ptr<const SyntaxTree> written_;  // tree_ borrows its texts
  SyntaxTree tree_;
  const LintOptions* options_;
  bool is_literal_;  // texts are in the file as they are in the tree
  Template model_;
  SymbolTable symbols_;
  KnownNames known_names_;
  DependencyGraph graph_;
  std::unique_ptr<ConditionSolver> conditions_;
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<NestedTemplates> nested_;
};

}  // namespace virga
