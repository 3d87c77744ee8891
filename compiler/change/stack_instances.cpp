// Stacks of a stack set that an update deletes, since the groups of the set no longer name their account or region.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "compiler/change/nested_stacks.h"

namespace virga {
namespace {

// The most stacks or resources to name.
constexpr std::size_t kMaxNamed = 3;
// The most templates of nested stacks to look into.
constexpr std::size_t kMaxTemplates = 100;
constexpr std::string_view kGroups = "StackInstancesGroup";

// An account or organizational unit, and a region.
using Instances = std::set<std::pair<std::string, std::string>>;

// The texts of a list; false if some are not known.
bool read(const Side& side, const Node* list, std::vector<std::string>& out) {
  if (list == nullptr) return true;
  const Node* known = side.constant(*list);
  if (known == nullptr || !known->is_sequence()) return false;
  return std::all_of(known->items().begin(), known->items().end(), [&](const Node* item) {
    const Node* value = side.constant(*item);
    if (value == nullptr || !value->is_scalar()) return false;
    out.emplace_back(value->text());
    return true;
  });
}

// Nothing if they are not known.
std::optional<Instances> instances_of(const Side& side, const Resource& set) {
  Instances found;
  const Node* groups = set.property(kGroups);
  if (groups == nullptr) return found;
  if (!groups->is_sequence()) return std::nullopt;
  for (const Node* group : groups->items()) {
    const Node* targets = group->get("DeploymentTargets");
    std::vector<std::string> names, regions;
    if (targets == nullptr || targets->function != Function::None || targets->get("AccountsUrl") != nullptr) {
      return std::nullopt;
    }
    // A filter makes the accounts something else than targets.
    const Node* filter = targets->get("AccountFilterType");
    if (filter != nullptr && filter->text() != "NONE") return std::nullopt;
    if (!read(side, targets->get("Accounts"), names) || !read(side, targets->get("OrganizationalUnitIds"), names) ||
        !read(side, group->get("Regions"), regions)) {
      return std::nullopt;
    }
    for (const std::string& name : names) {
      for (const std::string& region : regions) found.emplace(name, region);
    }
  }
  return found;
}

std::string named(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kMaxNamed);
  const std::string text =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

}  // namespace

std::vector<std::string> NestedStacks::lost_in(const Snapshot& stack, KnownLosses& known) const {
  std::vector<std::string> names;
  known[&stack] = false;
  const auto lock = stack.lock();
  const Side side(stack, stack.unrolled());
  for (const Resource& one : side.model().resources()) {
    bool is_lost = may_lose_data(*stack.options().facts, side, one, "DeletionPolicy");
    if (one.type == "AWS::CloudFormation::Stack" || one.type == "AWS::CloudFormation::StackSet") {
      ResourceChange gone;
      set_policy(gone, side, one, "DeletionPolicy");
      // What a stack whose template cannot be read holds is not known.
      const auto nested = known.size() < kMaxTemplates ? old_template(side, one) : nullptr;
      const auto seen = known.find(nested.get());
      const bool holds = nested == nullptr || (seen != known.end() ? seen->second : !lost_in(*nested, known).empty());
      is_lost = gone.policy == "Delete" && holds;
    }
    if (is_lost) names.emplace_back(one.name());
  }
  known[&stack] = !names.empty();
  return names;
}

void NestedStacks::find_lost_instances(const Resource& old, const Resource& now,
                                       const std::shared_ptr<const Snapshot>& before) {
  const auto own = std::find_if(change_.resources.begin(), change_.resources.end(), [&](const ResourceChange& one) {
    return one.action == ChangeAction::Modify && one.logical_id == now.name();
  });
  if (own == change_.resources.end()) return;
  const bool changes = std::any_of(own->changes.begin(), own->changes.end(), [&](const PropertyChange& one) {
    return one.name == kGroups && one.action != ChangeAction::Add &&
           one.path.find("/ParameterOverrides") == std::string::npos;
  });
  if (!changes) return;
  const std::optional<Instances> was = instances_of(before_, old), is = instances_of(after_, now);
  std::vector<std::string> gone;
  if (was && is) {
    for (const auto& [target, region] : *was) {
      if (!is->contains({target, region})) gone.push_back(fmt::format("{} of {}", region, target));
    }
    if (gone.empty()) return;
  }
  KnownLosses known;
  const std::vector<std::string> lost = before == nullptr ? std::vector<std::string>() : lost_in(*before, known);
  own->open.removes = true;
  own->open.loses_data = before == nullptr || !lost.empty();
  if (!own->open.loses_data) return;
  add_risk(
      change_, RiskKind::DataLoss, *own,
      fmt::format("{} ({}) {}, {}", own->logical_id, own->type,
                  gone.empty() ? std::string("may delete stacks, as its groups change")
                               : fmt::format("deletes its stacks in {}", named(gone)),
                  before == nullptr ? "and whether they hold data is not known, as its template cannot be read here"
                                    : fmt::format("with the data of {}; set DeletionPolicy to Retain in its "
                                                  "template and deploy that first",
                                                  named(lost))),
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
      "aws-resource-cloudformation-stackset.html");
}

}  // namespace virga
