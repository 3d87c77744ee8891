// E3005, W3005: DependsOn.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/meant_names.h"
#include "rules/engine/messages.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

struct Target {
  const Node* node = nullptr;
  const Location* where = nullptr;
};

// The names in DependsOn, written as one string or as a list.
std::vector<Target> targets_of(Validation& validation, const Node& resource, const Location& where) {
  std::vector<Target> targets;
  const Member* member = resource.find("DependsOn");
  if (member == nullptr) return targets;
  const Location& at = validation.at(where, *member);
  if (member->value->is_string()) targets.push_back({member->value, &at});
  std::uint32_t index = 0;
  for (const Node* item : member->value->items()) {
    if (item->is_string()) targets.push_back({item, &validation.at(at, index, *item)});
    ++index;
  }
  return targets;
}

// Whether a transform, loop or module could make a resource of this name.
bool may_be_generated(const Compilation& compilation, const Node& name) {
  if (compilation.expanded_name(name.text()).existence != Existence::Missing) return true;
  // The identifier of a loop around it.
  for (const Reference* use : compilation.symbols().uses(SymbolKind::Resource, name.text())) {
    if (use->node == &name && use->kind == ReferenceKind::DependsOn) {
      return use->declaration == nullptr && !is_sam_generated(compilation.model(), name.text());
    }
  }
  return false;
}

std::optional<std::uint32_t> condition_of(const Compilation& compilation, const Node* condition) {
  if (condition == nullptr || !condition->is_string()) return std::nullopt;
  return compilation.conditions().id(condition->text());
}

// Whether the node is inside a branch of Fn::If below `root`, so that the reference may not exist.
bool is_conditional(const Node& root, const Node* wanted, bool below_if, bool& answer, std::uint32_t depth) {
  if (&root == wanted) {
    answer = below_if;
    return true;
  }
  if (depth > 200) return false;
  bool is_if = root.function == Function::If;
  for (const Member& member : root.members()) {
    if (is_conditional(*member.value, wanted, below_if || is_if, answer, depth + 1)) return true;
  }
  return std::any_of(root.items().begin(), root.items().end(),
                     [&](const Node* item) { return is_conditional(*item, wanted, below_if, answer, depth + 1); });
}

// Removes `target` from DependsOn, and DependsOn itself if nothing else is in it.
std::optional<Fix> removal(const Compilation& compilation, const Node& resource, const Node& target, FixSafety safety) {
  const Member& depends_on = *resource.find("DependsOn");
  std::string title = fmt::format("Remove the dependency on '{}'", target.text());
  const auto items = depends_on.value->items();
  if (items.size() < 2) return remove_member_fix(compilation, resource, *depends_on.key, std::move(title), safety);
  const auto index = static_cast<std::uint32_t>(std::find(items.begin(), items.end(), &target) - items.begin());
  return remove_item_fix(compilation, *depends_on.value, index, std::move(title), safety);
}

std::string_view describe(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::GetAtt:
      return "Fn::GetAtt";
    case ReferenceKind::SubRef:
    case ReferenceKind::SubGetAtt:
      return "Fn::Sub";
    default:
      return "Ref";
  }
}

}  // namespace

void check_depends_on(Validation& validation, const Node& resource, const Location& where) {
  const Compilation& compilation = validation.compilation();
  const Template& model = compilation.model();
  const ConditionSolver& solver = compilation.conditions();
  const auto own = condition_of(compilation, resource.get("Condition"));
  for (const Target& target : targets_of(validation, resource, where)) {
    std::string_view name = target.node->text();
    const Resource* other = model.find_resource(name);
    if (where.key != nullptr && name == where.key->text()) {
      validation.fail(validation.context(),
                      finding("E3005", *target.where, "A resource cannot depend on itself; remove this")
                          .fix(removal(compilation, resource, *target.node, FixSafety::Safe)));
      continue;
    }
    if (other == nullptr) {
      if (may_be_generated(compilation, *target.node)) continue;
      std::string message = not_defined("Resource", name);
      std::vector<std::string_view> known;
      for (const Resource& resource_of_template : model.resources()) known.push_back(resource_of_template.name());
      const NearName near = near_declared_at(compilation, *target.where, name, std::move(known));
      if (near.found()) {
        message += did_you_mean(near);
      } else if (model.find_parameter(name) != nullptr) {
        message += "; it is a parameter";
      } else {
        message += why_not_generated(model, name);
      }
      validation.fail(validation.context(),
                      finding("E3005", *target.where, std::move(message))
                          .fix(near.found() ? rename_fix(compilation, *target.node, near)
                                            : removal(compilation, resource, *target.node, FixSafety::Unsafe)));
      continue;
    }
    const auto theirs = condition_of(compilation, other->condition != nullptr ? other->condition->value : nullptr);
    if (!theirs || theirs == own) continue;
    Scenario scenario;
    if (own) scenario.push_back({*own, true});
    scenario.push_back({*theirs, false});
    if (!solver.possible(scenario)) continue;
    validation.fail(
        validation.context(),
        finding("E3005", *target.where,
                fmt::format("'{}' does not exist when {}, which makes the deployment fail", name,
                            solver.describe(scenario)))
            .note(other->condition->value->range, fmt::format("'{}' only exists under this condition", name))
            .fix(removal(compilation, resource, *target.node, FixSafety::Unsafe)));
  }
}

void check_redundant_depends_on(Validation& validation, const Node& resource, const Location& where) {
  const Compilation& compilation = validation.compilation();
  const Template& model = compilation.model();
  if (where.key == nullptr || resource.find("DependsOn") == nullptr) return;
  const Resource* self = model.find_resource(where.key->text());
  if (self == nullptr || self->body() != &resource) return;
  const std::uint32_t index = model.index_of(*self);
  for (const Target& target : targets_of(validation, resource, where)) {
    const Resource* other = model.find_resource(target.node->text());
    if (other == nullptr) continue;
    const std::uint32_t wanted = model.index_of(*other);
    const Reference* because = nullptr;
    bool conditional = true;
    for (const DependencyGraph::Edge& edge : compilation.graph().edges_of(index)) {
      if (edge.to != wanted || edge.via->kind == ReferenceKind::DependsOn) continue;
      bool inside_if = false;
      is_conditional(resource, edge.via->node, false, inside_if, 0);
      if (because == nullptr || !inside_if) because = edge.via;
      conditional = conditional && inside_if;
      if (!conditional) break;
    }
    if (because == nullptr) continue;
    if (!validation.reporter().runs("W3005")) continue;
    Finding found = finding("W3005", *target.where,
                            fmt::format("Redundant DependsOn: '{}' is created first anyway because {} refers to it",
                                        target.node->text(), describe(because->kind)));
    found.note(because->range, fmt::format("{} refers to '{}' here", describe(because->kind), target.node->text()));
    found.fix(removal(compilation, resource, *target.node, conditional ? FixSafety::Unsafe : FixSafety::Safe));
    validation.reporter().report(found);
  }
}

}  // namespace virga
