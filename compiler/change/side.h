// One side of a comparison: a template and the values it is deployed with.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/change/partial_expansion.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/support/arena.h"
#include "compiler/workspace/secrets.h"

namespace virga {

// Values of parameters if every parameter of the template that passes them has its Default.
using DefaultValues = std::map<std::string, std::string, std::less<>>;

// One view of a snapshot, with its values. Borrows the snapshot, which no other thread may use meanwhile. Not
// thread-safe.
class Side {
public:
  // `view` is one of the snapshot's. `passed`: for parameters that a stack passes (EvaluationOptions::open_parameters).
  Side(const Snapshot& snapshot, const Semantics& view, DefaultValues passed = {});

  const Semantics& view() const { return *view_; }
  const Template& model() const { return view_->model(); }
  const Snapshot& snapshot() const { return snapshot_; }
  // Whether the region is known; otherwise whatever depends on it is open.
  bool has_region() const { return !region_.value.empty(); }
  std::string_view region() const { return region_.value; }
  // The value given for a parameter, or null.
  const std::string* given(std::string_view parameter) const;
  // Whether the stack of this template passes a value for the parameter, known or not.
  bool is_passed(std::string_view parameter) const;
  // The Default that applies if a deployment gives no value; null if there is none.
  const Node* default_of(std::string_view parameter) const;

  // The text of the parameter's value if no deployment gives one, not even in the template that passes it; nullopt if
  // it is not known.
  std::optional<std::string_view> default_text(std::string_view parameter) const;

  // The value of the condition if it is the same for all parameter values, else nullopt.
  std::optional<bool> truth(std::string_view condition) const;
  // Whether these conditions can hold together.
  bool possible(const std::vector<std::pair<std::string_view, bool>>& conditions) const;

  // The text of a mapping key if it is the same for all parameter values, else empty.
  std::string_view key(const Node& expression) const;
  // The value of an expression if it is the same for all parameter values and is not itself a function call; else null.
  const Node* constant(const Node& expression) const;
  // The text of Ref to a parameter or pseudo parameter, if it can have no other; else nullopt.
  std::optional<std::string> text_of(std::string_view name) const;
  // Its value if every parameter has its Default; null if unknown.
  const Node* value_by_default(const Node& expression) const;

  // What one of the two sides hides, the other one hides, too. Both must stay where they are.
  static void hide_alike(Side& before, Side& after);
  // What of the view must not be shown. Values that constant() and value_by_default() make of it are marked as secrets.
  // Found when it is first asked for, since nested templates are read.
  const Secrets& secrets() const;
  // Whether the expression uses the value of a parameter that is a secret.
  bool uses_secret(const Node& expression) const;

private:
  const ConditionSolver& default_solver() const;
  // The secrets that this side alone tells.
  const Secrets& own_secrets() const;
  // The value of the expression, marked where it is a secret.
  const Node* marked(const Node& expression, const Node* value) const;
  // The binding of AWS::Region; empty if no region was given.
  std::span<const ParameterBinding> region_binding() const;

  const Snapshot& snapshot_;
  const Semantics* view_;
  DefaultValues passed_;
  ParameterBinding region_{"AWS::Region", {}};
  mutable std::unordered_map<std::string_view, std::optional<bool>> truths_;
  mutable std::optional<ConditionSolver> default_solver_;
  mutable std::optional<Evaluator> default_evaluator_;
  const Side* other_ = nullptr;
  mutable std::optional<Secrets> own_secrets_, secrets_;
  mutable std::unordered_map<const Node*, bool> use_secrets_;  // of lists and maps
  mutable Arena arena_;                                        // of marked()
};

// The views to compare. A resource and what a transform makes of it are not the same, so what the SAM transform refuses
// of one of the two is left as it is written in both (expand_partly()). If a transform fails for another reason, or
// needs sample values for one of them alone, nothing is expanded. Neither are a loop and what it makes the same, so if
// one side's loop is left as it is, no loop is expanded. Where one side alone is of SAM, as with a template and its own
// expansion, its local paths stay what they are. Appends to `notes` what could not be expanded, and why.
struct ComparableViews {
  const Semantics& before;
  const Semantics& after;
  // A loop that differs makes something that is not known.
  bool has_loops = false;
  PartialExpansions partial = {};  // own the views, if there are any
  std::unique_ptr<const KeptExpansion> kept = {};
};
ComparableViews comparable_views(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes);

}  // namespace virga
