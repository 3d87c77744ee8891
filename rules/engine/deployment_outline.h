// What fixes that keep a template's values must keep besides: the logical IDs that the serverless transform makes, and
// the order that the author asked for.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/snapshot.h"

namespace virga {

// The logical ID of a resource, and of one that it is created after.
using CreationOrder = std::pair<std::string, std::string>;

// Of what CloudFormation gets: the template after its transforms.
struct DeploymentOutline {
  // Sorted; hashes of properties are part of some of them (the version of a function that is published with each
  // change, the deployment of an API). Empty without the serverless transform; nullopt if it fails.
  std::optional<std::vector<std::string>> generated_ids;
  std::vector<CreationOrder> lost;  // of the orders that were asked about, in their order
};

// The orders that DependsOn asks for in the deployed template; none if a transform fails.
std::vector<CreationOrder> requested_orders(const Snapshot& snapshot);

// The outline of a template. An order of `requested` is lost if both resources are still there and neither DependsOn
// nor a reference leads from the one to the other, directly or through others. Holds the snapshot's lock.
DeploymentOutline outline_of(const Snapshot& snapshot, std::span<const CreationOrder> requested);

// Whether the IDs of the two are known and differ.
bool changes_ids(const DeploymentOutline& before, const DeploymentOutline& after);

// An order that is lost in `after` and was not in `before`.
std::optional<CreationOrder> newly_lost(const DeploymentOutline& before, const DeploymentOutline& after);

}  // namespace virga
