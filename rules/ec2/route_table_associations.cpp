// E3022: two route tables for one subnet.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html
#include <fmt/format.h>

#include <unordered_map>
#include <vector>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// A text that is equal for equal names of a subnet: of a literal, Ref or Fn::GetAtt; empty for all other values.
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
  std::unordered_map<std::string, std::vector<const Resource*>> by_subnet;
  const auto subnet_of = [](const Resource& resource) { return resource.properties->value->find("SubnetId"); };
  each_resource_of_type(compilation, kType, [&](const Resource& resource, const Location&) {
    const Member* subnet = subnet_of(resource);
    if (subnet == nullptr) return;
    if (std::string identity = identity_of(*subnet->value); !identity.empty()) by_subnet[identity].push_back(&resource);
  });
  each_resource_of_type(compilation, kType, [&](const Resource& resource, const Location& properties) {
    const Member* subnet = subnet_of(resource);
    if (subnet == nullptr) return;
    const auto found = by_subnet.find(identity_of(*subnet->value));
    if (found == by_subnet.end()) return;
    for (const Resource* other : found->second) {
      if (other == &resource || !can_meet(compilation, resource, *other)) continue;
      reporter.report("E3022", Location{&properties, subnet->key, subnet->value, 0},
                      fmt::format("The subnet has a route table by '{}' already; a subnet has one", other->name()));
      return;
    }
  });
}

}  // namespace virga
