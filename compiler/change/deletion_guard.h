// What prevents the deletion of a deployed resource.
#pragma once

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

DeletionGuard deletion_guard(const Side& side, const SchemaDatabase& facts, Comparison& values,
                             const Resource& deployed);

}  // namespace virga
