#include "rules/engine/deployment_outline.h"

#include <algorithm>

namespace virga {
namespace {

// The deployed template; null if a transform fails. Only the serverless transform changes resources and their order.
const Semantics* deployed(const Snapshot& snapshot) {
  if (snapshot.is_broken()) return nullptr;
  const Semantics& written = snapshot.unrolled();
  return written.model().is_sam() ? snapshot.assumed() : &written;
}

}  // namespace

std::vector<CreationOrder> requested_orders(const Snapshot& snapshot) {
  const auto strand = snapshot.lock();
  std::vector<CreationOrder> orders;
  const Semantics* view = deployed(snapshot);
  if (view == nullptr || !view->may_hold("DependsOn")) return orders;
  const auto resources = view->model().resources();
  for (const DependencyGraph::Edge& edge : view->graph().edges()) {
    if (edge.via->kind != ReferenceKind::DependsOn || edge.from == edge.to) continue;
    orders.emplace_back(resources[edge.from].name(), resources[edge.to].name());
  }
  return orders;
}

DeploymentOutline outline_of(const Snapshot& snapshot, std::span<const CreationOrder> requested) {
  const auto strand = snapshot.lock();
  DeploymentOutline outline;
  const Semantics* view = deployed(snapshot);
  if (view == nullptr) return outline;
  const Template& model = view->model();
  outline.generated_ids.emplace();
  if (model.is_sam() || view != &snapshot.unrolled()) {
    const Template& written = snapshot.unrolled().model();
    for (const Resource& resource : model.resources()) {
      if (written.find_resource(resource.name()) == nullptr) outline.generated_ids->emplace_back(resource.name());
    }
    std::sort(outline.generated_ids->begin(), outline.generated_ids->end());
  }
  for (const CreationOrder& order : requested) {
    const Resource* waiting = model.find_resource(order.first);
    const Resource* first = model.find_resource(order.second);
    if (waiting == nullptr || first == nullptr) continue;
    if (!view->graph().reaches(model.index_of(*waiting), model.index_of(*first))) outline.lost.push_back(order);
  }
  return outline;
}

bool changes_ids(const DeploymentOutline& before, const DeploymentOutline& after) {
  return before.generated_ids && after.generated_ids && *before.generated_ids != *after.generated_ids;
}

std::optional<CreationOrder> newly_lost(const DeploymentOutline& before, const DeploymentOutline& after) {
  const auto found = std::find_if(after.lost.begin(), after.lost.end(), [&](const CreationOrder& order) {
    return std::find(before.lost.begin(), before.lost.end(), order) == before.lost.end();
  });
  return found == after.lost.end() ? std::nullopt : std::optional(*found);
}

}  // namespace virga
