// E3004: circular dependencies between resources.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "rules/engine/messages.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

// In a larger component, cycles are not searched through every resource.
constexpr std::size_t kMostSearches = 512;
constexpr std::size_t kMostNotes = 12;

std::string_view verb(ReferenceKind kind) { return kind == ReferenceKind::DependsOn ? "depends on" : "refers to"; }

}  // namespace

void check_cycles(const Compilation& compilation, Reporter& reporter) {
  const DependencyGraph& graph = compilation.graph();
  if (graph.cycles().empty()) return;
  const Template& model = compilation.model();
  const auto resources = model.resources();
  // The serverless transform splits its resources into several, which may break a cycle, so they are excluded.
  std::vector<bool> takes_part(resources.size());
  for (std::size_t i = 0; i < resources.size(); ++i)
    takes_part[i] = !resources[i].type.starts_with("AWS::Serverless::");

  const Member* section = model.section(Section::Resources);
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location section_at{&root, section->key, section->value, 0};
  std::size_t searches = 0;
  for (std::uint32_t i = 0; i < resources.size() && searches < kMostSearches; ++i) {
    if (!takes_part[i]) continue;
    // A resource that has no dependents or no dependencies is not on a cycle.
    if (graph.edges_of(i).empty() || !graph.reaches(i, i)) continue;
    ++searches;
    const std::vector<DependencyGraph::Edge> way = graph.circle_through(i, takes_part);
    if (way.empty()) continue;
    std::vector<std::string_view> names = {resources[i].name()};
    for (const DependencyGraph::Edge& edge : way) names.push_back(resources[edge.to].name());
    const Location at{&section_at, resources[i].member.key, resources[i].member.value, 0};
    std::string message = way.size() == 1
                              ? fmt::format("'{}' depends on itself, so it can never be created", resources[i].name())
                              : fmt::format(
                                    "Circular dependency, so none of these resources can be created: {}; break the "
                                    "cycle, for example by moving one of the references to a separate resource",
                                    cycle_of(names));
    Finding cycle = finding("E3004", at, std::move(message));
    for (std::size_t k = 0; k < std::min(way.size(), kMostNotes); ++k) {
      cycle.note(way[k].via->range, fmt::format("'{}' {} '{}' here", resources[way[k].from].name(),
                                                verb(way[k].via->kind), resources[way[k].to].name()));
    }
    reporter.report(cycle);
  }
}

}  // namespace virga
