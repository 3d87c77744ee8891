// Expands what can be expanded of a template some of whose SAM resources the transform refuses.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/semantics/snapshot.h"

namespace virga {

// Logical IDs of SAM resources, and why the transform refuses them.
using RefusedResources = std::map<std::string, std::string, std::less<>>;

// A template whose SAM resources are expanded, but for some that stay as they are written, and Globals with them.
// Borrows the snapshot, which no other thread may use meanwhile.
class PartialExpansion {
public:
  PartialExpansion(const Snapshot& snapshot, const RefusedResources& left);
  PartialExpansion(const PartialExpansion&) = delete;
  PartialExpansion& operator=(const PartialExpansion&) = delete;

  // Null if the transform refuses the rest, too.
  const Semantics* view() const { return view_ ? &*view_ : nullptr; }
  // Whether samples stand for values that are missing (Snapshot::assumed()).
  bool has_samples() const { return rest_->expanded() == nullptr; }
  // The template without the resources that stay.
  const Snapshot& rest() const { return *rest_; }

private:
  std::shared_ptr<const Snapshot> rest_;
  SyntaxTree tree_;  // its expansion and what stays
  std::optional<Semantics> view_;
};

struct PartialExpansions {
  std::unique_ptr<const PartialExpansion> before, after;
};

// Expands both templates without the same resources: those that the transform refuses on either side. Both are null if
// that is not to be had. Appends to `notes` which these are, and why.
PartialExpansions expand_partly(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes);

}  // namespace virga
