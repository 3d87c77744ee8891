// What prevents the deletion of a deployed resource.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/comparison.h"
#include "schemas/schema_database.h"

namespace virga {

// A property, in the cases in which it certainly does and in which it does not; what nobody knows is in neither. A case
// is what follows "when": empty if it is always given.
struct DeletionGuard {
  std::string_view property = {};
  std::vector<std::string> on = {}, off = {};

  bool holds_ever() const { return !on.empty(); }
  bool holds_always() const { return holds_ever() && off.empty(); }
};

// `may_go` is asked while the conditions of a case are assumed: cases in which the resource stays do not count.
DeletionGuard deletion_guard(const Side& side, const SchemaDatabase& facts, Comparison& values,
                             const Resource& deployed, const std::function<bool()>& may_go);

}  // namespace virga
