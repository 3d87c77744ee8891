// One side of a comparison: a template, and what it is deployed with.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/semantics/snapshot.h"

namespace virga {

// The expanded view of a snapshot: of one that a transform refuses what can be had. Borrows the snapshot, which nobody
// else may use meanwhile. Not thread safe.
class Side {
public:
  // `notes` grows by what could not be expanded.
  Side(const Snapshot& snapshot, std::vector<std::string>& notes);

  const Semantics& view() const { return *view_; }
  const Template& model() const { return view_->model(); }
  const Snapshot& snapshot() const { return snapshot_; }
  // Null when none was given.
  const std::string* given(std::string_view parameter) const;
  // The Default that a deployment without a value has; null for none.
  const Node* default_of(std::string_view parameter) const;

  // What the condition is whatever values come; nothing while that is open.
  std::optional<bool> truth(std::string_view condition) const;
  // What it is when every parameter without a value has its Default.
  std::optional<bool> truth_by_default(std::string_view condition) const;
  // Can they hold together?
  bool possible(const std::vector<std::pair<std::string_view, bool>>& conditions) const;

  // The text of a key of a mapping, where it is the same whatever values come; else empty.
  std::string_view key(const Node& expression) const;
  // The value that an expression has whatever values come, free of functions at its top; null for none.
  const Node* constant(const Node& expression) const;
  // Its value when every parameter has its Default; null for none.
  const Node* value_by_default(const Node& expression) const;

private:
  const ConditionSolver& default_solver() const;
  // Of AWS::Region; empty when no region was given.
  std::span<const ParameterBinding> region_binding() const;

  const Snapshot& snapshot_;
  const Semantics* view_;
  ParameterBinding region_{"AWS::Region", {}};
  mutable std::unordered_map<std::string_view, std::optional<bool>> truths_;
  mutable std::optional<ConditionSolver> default_solver_;
  mutable std::optional<Evaluator> default_evaluator_;
};

}  // namespace virga
