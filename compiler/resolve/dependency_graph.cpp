#include <algorithm>

#include "compiler/resolve/strong_components.h"
#include "compiler/resolve/symbols.h"

namespace virga {
namespace {

using Edge = DependencyGraph::Edge;

// In a larger component, shortest cycles are only searched from this many of its resources.
constexpr std::size_t kMaxStarts = 256;

// The shortest cycle through `start` inside its component; empty if that has `best` edges or more.
std::vector<Edge> cycle_through(const DependencyGraph& graph, const std::vector<std::uint32_t>& component,
                                std::uint32_t start, std::size_t best, std::vector<const Edge*>& came_by) {
  std::vector<std::uint32_t> frontier{start};
  std::vector<std::uint32_t> touched;
  const Edge* closing = nullptr;
  for (std::size_t steps = 1; closing == nullptr && !frontier.empty() && steps < best; ++steps) {
    std::vector<std::uint32_t> reached;
    for (std::uint32_t at : frontier) {
      for (const Edge& edge : graph.edges_of(at)) {
        if (edge.to == start) {
          closing = &edge;
          break;
        }
        if (component[edge.to] != component[start] || came_by[edge.to] != nullptr) continue;
        came_by[edge.to] = &edge;
        touched.push_back(edge.to);
        reached.push_back(edge.to);
      }
      if (closing != nullptr) break;
    }
    frontier = std::move(reached);
  }
  std::vector<Edge> cycle;
  for (const Edge* edge = closing; edge != nullptr; edge = edge->from == start ? nullptr : came_by[edge->from]) {
    cycle.push_back(*edge);
  }
  std::reverse(cycle.begin(), cycle.end());
  for (std::uint32_t node : touched) came_by[node] = nullptr;
  return cycle;
}

}  // namespace

DependencyGraph DependencyGraph::build(const Template& model, const SymbolTable& symbols) {
  DependencyGraph graph;
  for (const Reference& reference : symbols.references()) {
    if (reference.section != Section::Resources || reference.target != SymbolKind::Resource ||
        reference.declaration == nullptr || reference.in_sam_event) {
      continue;
    }
    const Resource* from = model.find_resource(reference.owner);
    const Resource* to = model.find_resource(reference.name);
    if (from == nullptr || to == nullptr) continue;
    graph.edges_.push_back({model.index_of(*from), model.index_of(*to), &reference});
  }
  graph.settle(model.resources().size());
  return graph;
}

DependencyGraph DependencyGraph::build_of_conditions(const Template& model, const SymbolTable& symbols) {
  DependencyGraph graph;
  const Declaration* first = model.conditions().data();
  for (const Reference& reference : symbols.references()) {
    if (reference.section != Section::Conditions || reference.target != SymbolKind::Condition) continue;
    const Declaration* from = model.find_condition(reference.owner);
    const Declaration* to = model.find_condition(reference.name);
    if (from == nullptr || to == nullptr) continue;
    graph.edges_.push_back(
        {static_cast<std::uint32_t>(from - first), static_cast<std::uint32_t>(to - first), &reference});
  }
  graph.settle(model.conditions().size());
  return graph;
}

void DependencyGraph::settle(std::size_t count) {
  const auto from_before = [](const Edge& a, const Edge& b) { return a.from < b.from; };
  if (!std::is_sorted(edges_.begin(), edges_.end(), from_before)) {
    std::stable_sort(edges_.begin(), edges_.end(), from_before);
  }
  first_.assign(count + 1, 0);
  for (const Edge& edge : edges_) ++first_[edge.from + 1];
  for (std::size_t i = 0; i < count; ++i) first_[i + 1] += first_[i];

  std::vector<std::uint32_t> targets(edges_.size());
  std::transform(edges_.begin(), edges_.end(), targets.begin(), [](const Edge& edge) { return edge.to; });
  const std::vector<std::uint32_t> component = strong_components(first_, targets);
  std::vector<bool> is_knot(count);
  std::vector<std::uint32_t> size(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (++size[component[i]] > 1) is_knot[component[i]] = true;
  }
  for (const Edge& edge : edges_) {
    if (edge.from == edge.to) is_knot[component[edge.from]] = true;
  }
  std::vector<const Edge*> came_by(count, nullptr);
  // In the order of each component's first resource.
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_knot[component[i]]) continue;
    is_knot[component[i]] = false;
    std::vector<std::uint32_t> knot;
    for (std::uint32_t k = i; k < count; ++k) {
      if (component[k] == component[i]) knot.push_back(k);
    }
    std::vector<Edge> shortest;
    for (std::size_t start = 0; start < std::min(knot.size(), kMaxStarts); ++start) {
      std::size_t best = shortest.empty() ? knot.size() + 1 : shortest.size();
      std::vector<Edge> cycle = cycle_through(*this, component, knot[start], best, came_by);
      if (!cycle.empty()) shortest = std::move(cycle);
      if (shortest.size() == 1) break;
    }
    if (!shortest.empty()) cycles_.push_back(std::move(shortest));
  }
}

std::span<const Edge> DependencyGraph::edges_of(std::uint32_t resource) const {
  if (resource + std::size_t{1} >= first_.size()) return {};
  return std::span<const Edge>(edges_).subspan(first_[resource], first_[resource + 1] - first_[resource]);
}

bool DependencyGraph::reaches(std::uint32_t from, std::uint32_t to, const Edge* except) const {
  if (first_.empty()) return false;
  std::vector<bool> seen(first_.size(), false);
  std::vector<std::uint32_t> open{from};
  while (!open.empty()) {
    std::uint32_t at = open.back();
    open.pop_back();
    for (const Edge& edge : edges_of(at)) {
      bool left_out =
          except != nullptr && edge.from == except->from && edge.to == except->to && edge.via == except->via;
      if (left_out) continue;
      if (edge.to == to) return true;
      if (!seen[edge.to]) {
        seen[edge.to] = true;
        open.push_back(edge.to);
      }
    }
  }
  return false;
}

std::vector<Edge> DependencyGraph::circle_through(std::uint32_t start, const std::vector<bool>& takes_part) const {
  std::vector<const Edge*> came_by(first_.size(), nullptr);
  std::vector<std::uint32_t> open{start};
  for (std::size_t next = 0; next < open.size(); ++next) {
    for (const Edge& edge : edges_of(open[next])) {
      if (!takes_part.empty() && !takes_part[edge.to]) continue;
      if (edge.to == start) {
        std::vector<Edge> way{edge};
        while (way.back().from != start) way.push_back(*came_by[way.back().from]);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (came_by[edge.to] != nullptr) continue;
      came_by[edge.to] = &edge;
      open.push_back(edge.to);
    }
  }
  return {};
}

}  // namespace virga
