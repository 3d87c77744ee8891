// Expands what can be expanded of a template some of whose SAM resources the transform refuses.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/semantics/snapshot.h"

namespace virga {

// What the transform refuses of a template, and why.
struct RefusedParts {
  std::map<std::string, std::string, std::less<>> resources;  // by their logical IDs
  std::map<std::string, std::string, std::less<>> outputs;
  std::map<std::vector<std::string>, std::string> globals;  // by their paths from Globals; empty for all of it
  bool is_empty() const { return resources.empty() && outputs.empty() && globals.empty(); }
  bool operator==(const RefusedParts&) const = default;
};

// A template whose SAM resources are expanded, but for some that stay as they are written, and without some parts of
// Globals. Globals itself stays, since what is left in it may be that of what stays. Borrows the snapshot, which no
// other thread may use meanwhile.
class PartialExpansion {
public:
  // What is left as it is written, on this side or the other.
  struct Left {
    std::set<std::string, std::less<>> resources, outputs;
  };
  // The parts of Globals that are refused here are left out.
  PartialExpansion(const Snapshot& snapshot, const Left& left, const RefusedParts& refused);
  PartialExpansion(const PartialExpansion&) = delete;
  PartialExpansion& operator=(const PartialExpansion&) = delete;

  // Null if the transform refuses the rest, too.
  const Semantics* view() const { return view_ ? &*view_ : nullptr; }
  // Whether samples stand for values that are missing (Snapshot::assumed()).
  bool has_samples() const { return has_samples_; }
  // The template without the resources that stay.
  const Snapshot& rest() const { return *rest_; }
  // SAM resources that make something under the logical ID of a resource that stays, and that ID.
  const std::map<std::string, std::string, std::less<>>& clashes() const { return clashes_; }

private:
  std::shared_ptr<const Snapshot> rest_;
  SyntaxTree tree_;  // its expansion and what stays
  std::optional<Semantics> view_;
  bool has_samples_ = false;
  std::map<std::string, std::string, std::less<>> clashes_;
};

struct PartialExpansions {
  std::unique_ptr<const PartialExpansion> before, after;
};

// The whole template expanded as `virga expand` does it, which keeps local paths where Snapshot::expanded() has
// placeholders. Borrows the snapshot.
class KeptExpansion {
public:
  explicit KeptExpansion(const Snapshot& snapshot);
  KeptExpansion(const KeptExpansion&) = delete;
  KeptExpansion& operator=(const KeptExpansion&) = delete;

  // Null if a transform fails.
  const Semantics* view() const { return view_ ? &*view_ : nullptr; }

private:
  Expansion expansion_;
  std::optional<Semantics> view_;
};

// Expands both templates without the same resources: those that the transform refuses on either side. Both are null if
// that is not to be had. Appends to `notes` what is left out, and why.
PartialExpansions expand_partly(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes);

}  // namespace virga
