// E3680: an Application Load Balancer requires subnets in two availability zones.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
#include <fmt/format.h>

#include <algorithm>

#include "rules/engine/branches.h"
#include "rules/load_balancing/checks.h"

namespace virga {
namespace {

constexpr std::uint32_t kMany = 1000;

// The maximum number of items in the list; kMany if it is not written out.
std::uint32_t most_items(const Node& list) {
  std::uint32_t count = 0;
  for (const Node* item : list.items()) {
    const bool is_plain = item->function == Function::None || item->function == Function::Ref ||
                          item->function == Function::GetAtt || item->function == Function::If ||
                          item->function == Function::ImportValue || item->function == Function::Select ||
                          item->function == Function::Sub;
    if (!is_plain) return kMany;
    if (!is_no_value(*item)) ++count;
  }
  return count;
}

// Does the template say that this subnet lies on an Outpost or in a Local Zone? One is enough there.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
bool is_at_the_edge(const Template& model, const Node& item) {
  const Node* subnet = item.is_mapping() && item.function == Function::None ? item.get("SubnetId") : &item;
  if (subnet == nullptr || (subnet->function != Function::Ref && subnet->function != Function::GetAtt)) return false;
  const Node& name = *subnet->argument();
  const Resource* resource =
      model.find_resource((name.is_sequence() && name.size > 0 ? *name.items()[0] : name).text());
  if (resource == nullptr || resource->properties == nullptr) return false;
  const Node& properties = *resource->properties->value;
  if (properties.get("OutpostArn") != nullptr) return true;
  // "us-west-2-lax-1a", not "us-west-2a".
  const Node* zone = properties.get("AvailabilityZone");
  return zone != nullptr && zone->is_string() && std::count(zone->text().begin(), zone->text().end(), '-') > 2 &&
         !zone->text().starts_with("us-gov-");
}

}  // namespace

void check_subnet_count(Validation& validation, const Node& balancer, const Location& where) {
  const Template& model = validation.compilation().model();
  const Node* type = balancer.get("Type");
  if (type != nullptr && (!type->is_string() || type->text() != "application")) return;
  for (std::string_view name : {"Subnets", "SubnetMappings"}) {
    const Member* subnets = balancer.find(name);
    if (subnets == nullptr) continue;
    const Location& at = validation.at(where, *subnets);
    each_branch(validation, *subnets->value, at, {}, [&](const Node& list, const Location&, const Scenario& scenario) {
      if (!list.is_sequence() || most_items(list) >= 2) return;
      const std::span<const Node* const> items = list.items();
      if (std::any_of(items.begin(), items.end(), [&](const Node* item) { return is_at_the_edge(model, *item); }))
        return;
      std::string message = fmt::format(
          "An Application Load Balancer requires at least two Availability Zones, so {} must have at least two subnets",
          name);
      if (!scenario.empty()) {
        message += fmt::format("; it has fewer when {}", validation.compilation().conditions().describe(scenario));
      }
      validation.fail(validation.context(), "E3680", at, std::move(message));
    });
  }
}

}  // namespace virga
