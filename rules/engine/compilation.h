// What rules have access to: a view of a template, and the options.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "compiler/semantics/semantics.h"
#include "compiler/support/cancellation.h"
#include "rules/engine/expansion_names.h"
#include "rules/engine/rule.h"
#include "schemas/schema_database.h"

namespace virga {

class CustomRules;
class RunExports;
class Snapshot;
class UnreadText;

// Options of a lint run. Shared by all files of the run; immutable.
struct LintOptions : SemanticOptions {
  bool regions_fixed = false;  // given on the command line, so a template's Metadata does not replace them
  RuleSelection rules;
  bool expansion = true;  // also check SAM templates after expansion (--no-expansion)
  // Expand SAM templates once more with their safe fixes (settle_fix_safety); off where nobody is told of fixes.
  bool settles_fixes = true;
  // The current date in days since 1970-01-01, for lifecycle rules (SOURCE_DATE_EPOCH overrides the clock).
  std::int64_t today = 0;
  const CustomRules* custom_rules = nullptr;  // --custom-rules (rules/engine/custom_rules.h), or null
  // What all templates of the run export (rules/engine/run_exports.h), or null if the run is not known.
  const RunExports* run_exports = nullptr;
};

// Borrows the view and the options. Used by one thread, which must hold the snapshot's lock if other threads may use
// the view.
class Compilation {
public:
  Compilation(const Semantics& semantics, const LintOptions& options, CancellationToken cancellation = {})
      : semantics_(semantics), options_(options), cancellation_(std::move(cancellation)) {}
  // For what rules judge of a snapshot, its unrolled view.
  Compilation(const Snapshot& snapshot, const LintOptions& options, CancellationToken cancellation);
  // For a text that was not read to its end.
  Compilation(const Semantics& semantics, const LintOptions& options, CancellationToken cancellation,
              const UnreadText& unread)
      : semantics_(semantics), options_(options), cancellation_(std::move(cancellation)), unread_(&unread) {}
  // For another view of the same template, with the same options.
  Compilation(const Semantics& semantics, const Compilation& other)
      : semantics_(semantics), options_(other.options_), cancellation_(other.cancellation_), unread_(other.unread_) {}
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  const Semantics& semantics() const { return semantics_; }
  const LintOptions& options() const { return options_; }
  // True if the findings are no longer needed; rules may then stop early.
  bool is_cancelled() const { return cancellation_.is_cancelled(); }

  // The parts of the text that are not in the tree; null if all of it was read.
  const UnreadText* unread() const { return unread_; }

  // What the SAM transform makes of the view; null if there is none or if it fails, and with --no-expansion.
  const Semantics* expanded() const;
  // What a name stands for that the template does not define, but a transform, a loop or a module may.
  ExpandedName expanded_name(std::string_view name) const;

  // Accessors for the parts of the view.
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
  const Snapshot* snapshot_ = nullptr;
  mutable std::optional<ExpansionNames> names_;  // created on first use
};

}  // namespace virga
