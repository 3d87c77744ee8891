// E3022: two route tables associated with one subnet.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html
#include <fmt/format.h>

#include <unordered_map>
#include <vector>

#include "rules/ec2/checks.h"
#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// A text that is equal for references to the same subnet, by literal, Ref or Fn::GetAtt; empty for other values.
std::string identity_of(const Node& subnet) {
  if (subnet.is_string()) return "=" + std::string(subnet.text());
  const Node* argument = subnet.argument();
  if (argument == nullptr) return {};
  if (subnet.function == Function::Ref && argument->is_string()) return "Ref " + std::string(argument->text());
  if (subnet.function != Function::GetAtt) return {};
  std::string text = "GetAtt";
  if (argument->is_string()) return text + " " + std::string(argument->text());
  for (const Node* part : argument->items()) {
    if (!part->is_string()) return {};
    text += (text.size() == 6 ? ' ' : '.') + std::string(part->text());
  }
  return text;
}

}  // namespace

void check_route_table_associations(const Compilation& compilation, Reporter& reporter) {
  constexpr std::string_view kType = "AWS::EC2::SubnetRouteTableAssociation";
  struct Use {
    const Resource* resource = nullptr;
    Scenario scenario;
  };
  std::unordered_map<std::string, std::vector<Use>> by_subnet;
  // Calls `visit(identity, scenario)` for each subnet that the association may refer to.
  const auto each_subnet = [&](const Resource& resource, auto&& visit) {
    const Node* subnet = resource.property("SubnetId");
    if (subnet == nullptr) return;
    each_choice(compilation.conditions(), *subnet, {}, [&](const Node& value, const Scenario& scenario) {
      if (std::string identity = identity_of(value); !identity.empty()) visit(std::move(identity), scenario);
    });
  };
  each_resource_of_type(compilation, kType, [&](const Resource& resource, const Location&) {
    each_subnet(resource, [&](std::string identity, const Scenario& scenario) {
      by_subnet[std::move(identity)].push_back({&resource, scenario});
    });
  });
  each_resource_of_type(compilation, kType, [&](const Resource& resource, const Location& properties) {
    const Resource* other = nullptr;
    each_subnet(resource, [&](const std::string& identity, const Scenario& scenario) {
      for (const Use& use : by_subnet[identity]) {
        if (other != nullptr) return;
        if (use.resource == &resource) continue;
        Scenario both = scenario;
        both.insert(both.end(), use.scenario.begin(), use.scenario.end());
        if (can_meet(compilation, resource, *use.resource, both)) other = use.resource;
      }
    });
    if (other == nullptr) return;
    const Member& subnet = *resource.properties->value->find("SubnetId");
    reporter.report(
        "E3022", Location{&properties, subnet.key, subnet.value, 0},
        fmt::format("The subnet already has a route table through '{}'; it can only have one", other->name()));
  });
}

}  // namespace virga
