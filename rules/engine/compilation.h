// What rules get to see: a view of a template, and how it is judged.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/semantics/semantics.h"
#include "compiler/support/cancellation.h"
#include "rules/engine/rule.h"
#include "schemas/schema_database.h"

namespace virga {

class CustomRules;
class UnreadText;

// How a template is judged. Shared by all files of a run; immutable.
struct LintOptions : SemanticOptions {
  bool regions_fixed = false;  // given on the command line: a template's Metadata does not replace them
  RuleSelection rules;
  bool expansion = true;  // SAM templates are judged as expanded too (--no-expansion)
  // Days since 1970-01-01: "today" for life cycle rules (SOURCE_DATE_EPOCH overrides the clock).
  std::int64_t today = 0;
  const CustomRules* custom_rules = nullptr;  // --custom-rules (rules/engine/custom_rules.h), or null
};

// Borrows the view and the options. Used by one thread, which holds the snapshot's lock where other threads may see the
// view.
class Compilation {
public:
  Compilation(const Semantics& semantics, const LintOptions& options, CancellationToken cancellation = {})
      : semantics_(semantics), options_(options), cancellation_(std::move(cancellation)) {}
  // Of a text that was not read to its end.
  Compilation(const Semantics& semantics, const LintOptions& options, CancellationToken cancellation,
              const UnreadText& unread)
      : semantics_(semantics), options_(options), cancellation_(std::move(cancellation)), unread_(&unread) {}
  // Of another view of the same template, judged alike.
  Compilation(const Semantics& semantics, const Compilation& other)
      : semantics_(semantics), options_(other.options_), cancellation_(other.cancellation_), unread_(other.unread_) {}
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  const Semantics& semantics() const { return semantics_; }
  const LintOptions& options() const { return options_; }
  // Nobody waits for the findings any more: rules may stop where they are.
  bool is_cancelled() const { return cancellation_.is_cancelled(); }

  // What of the text is not in the tree; null where all of it was read.
  const UnreadText* unread() const { return unread_; }

  // Those of the view.
  const SyntaxTree& tree() const { return semantics_.tree(); }
  const SourceFile& source() const { return semantics_.source(); }
  const SchemaDatabase& facts() const { return semantics_.facts(); }
  const Template& model() const { return semantics_.model(); }
  const SymbolTable& symbols() const { return semantics_.symbols(); }
  const DependencyGraph& graph() const { return semantics_.graph(); }
  const KnownNames& known_names() const { return semantics_.known_names(); }
  const ConditionSolver& conditions() const { return semantics_.conditions(); }
  Evaluator& evaluator() const { return semantics_.evaluator(); }
  const NestedTemplate* nested_template(const Resource& stack) const { return semantics_.nested_template(stack); }
  bool may_hold(std::string_view part) const { return semantics_.may_hold(part); }

private:
  const Semantics& semantics_;
  const LintOptions& options_;
  CancellationToken cancellation_;
  const UnreadText* unread_ = nullptr;
};

}  // namespace virga
