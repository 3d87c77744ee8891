// E3680: an Application Load Balancer lies in two availability zones.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
#include <fmt/format.h>

#include "rules/engine/branches.h"
#include "rules/load_balancing/checks.h"

namespace virga {
namespace {

constexpr std::uint32_t kMany = 1000;

// How many items the list has at most; kMany where that is not written out.
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

}  // namespace

void check_subnet_count(Validation& validation, const Node& balancer, const Location& where) {
  const Node* type = balancer.get("Type");
  if (type != nullptr && (!type->is_string() || type->text() != "application")) return;
  for (std::string_view name : {"Subnets", "SubnetMappings"}) {
    const Member* subnets = balancer.find(name);
    if (subnets == nullptr) continue;
    const Location& at = validation.at(where, *subnets);
    each_branch(validation, *subnets->value, at, {}, [&](const Node& list, const Location&, const Scenario& scenario) {
      if (!list.is_sequence() || most_items(list) >= 2) return;
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
