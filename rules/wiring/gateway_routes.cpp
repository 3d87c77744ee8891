// V3001: resources that require an attached gateway must depend on the attachment: those that refer to the gateway, and
// those with a public address in a VPC of the template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"
#include "rules/wiring/waiting.h"

namespace virga {
namespace {

// A property that refers to a gateway.
struct GatewayUse {
  std::string_view type, property;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngatewayroutepropagation.html
constexpr std::array<GatewayUse, 2> kUses = {{
    {"AWS::EC2::Route", "GatewayId"},
    {"AWS::EC2::VPNGatewayRoutePropagation", "VpnGatewayId"},
}};

// Gateway -> its attachments.
using Attachments = std::unordered_map<const Resource*, std::vector<const Resource*>>;

Attachments attachments_of(const Template& model) {
  Attachments found;
  for (const Resource& resource : model.resources()) {
    if (resource.type != "AWS::EC2::VPCGatewayAttachment") continue;
    for (const std::string_view property : {"InternetGatewayId", "VpnGatewayId"}) {
      const Node* gateway = resource.property(property);
      const Resource* named = gateway != nullptr ? resource_named_by(model, *gateway) : nullptr;
      if (named != nullptr) found[named].push_back(&resource);
    }
  }
  return found;
}

// VPC -> the attachments of its internet gateways.
Attachments attachments_of_networks(const Template& model) {
  Attachments found;
  for (const Resource& resource : model.resources()) {
    const Node* network = resource.property("VpcId");
    if (resource.type != "AWS::EC2::VPCGatewayAttachment" || network == nullptr) continue;
    const Node* gateway = resource.property("InternetGatewayId");
    const Resource* named = resource_named_by(model, *network);
    if (named != nullptr && gateway != nullptr && resource_named_by(model, *gateway) != nullptr) {
      found[named].push_back(&resource);
    }
  }
  return found;
}

// What a property refers to; for a list, what its first item does.
const Resource* named_in(const Template& model, const Resource& resource, std::string_view property) {
  const Node* value = resource.property(property);
  if (value != nullptr && value->is_sequence()) value = value->size > 0 ? value->items()[0] : nullptr;
  return value != nullptr ? resource_named_by(model, *value) : nullptr;
}

// A resource with a public address, for which EC2 needs an internet gateway at once.
struct PublicUse {
  std::string_view type;
  std::string_view property;            // leads to its subnet
  std::array<std::string_view, 2> via;  // from what this names to the subnet; empty where it is one
  std::string_view switch_name;         // what makes it public
  std::string_view switch_value;
  bool is_default;  // it is public without that property, too
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
constexpr std::array<PublicUse, 5> kPublicUses = {{
    {"AWS::EC2::EIP", "InstanceId", {"SubnetId", ""}, "", "", true},
    {"AWS::EC2::NatGateway", "SubnetId", {"", ""}, "ConnectivityType", "public", true},
    {"AWS::ElasticLoadBalancing::LoadBalancer", "Subnets", {"", ""}, "Scheme", "internet-facing", true},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets", {"", ""}, "Scheme", "internet-facing", true},
    {"AWS::RDS::DBInstance", "DBSubnetGroupName", {"SubnetIds", ""}, "PubliclyAccessible", "true", false},
}};

bool is_public(const Resource& resource, const PublicUse& use) {
  // Gateway Load Balancers have no scheme and no address.
  const Node* kind = resource.property("Type");
  if (kind != nullptr && (!kind->is_scalar() || kind->text() == "gateway")) return false;
  const Node* value = use.switch_name.empty() ? nullptr : resource.property(use.switch_name);
  return value == nullptr ? use.is_default : value->is_scalar() && value->text() == use.switch_value;
}

// The VPC of the template that the resource is in.
const Resource* network_of(const Template& model, const Resource& resource, const PublicUse& use) {
  const Resource* at = named_in(model, resource, use.property);
  for (const std::string_view step : use.via) {
    if (at != nullptr && !step.empty()) at = named_in(model, *at, step);
  }
  return at != nullptr && at->type == "AWS::EC2::Subnet" ? named_in(model, *at, "VpcId") : nullptr;
}

bool is_true(const Node* value) { return value != nullptr && value->is_scalar() && value->text() == "true"; }

// The VPC of the template whose subnet a property names, or the first item of its list.
const Resource* network_by_subnet(const Template& model, const Node* name) {
  if (name != nullptr && name->is_sequence()) name = name->size > 0 ? name->items()[0] : nullptr;
  const Resource* subnet = name != nullptr ? resource_named_by(model, *name) : nullptr;
  return subnet != nullptr && subnet->type == "AWS::EC2::Subnet" ? named_in(model, *subnet, "VpcId") : nullptr;
}

// The VPC in which the instance asks for a public address.
const Resource* public_network_of_instance(const Template& model, const Resource& instance) {
  const Node* interfaces = instance.property("NetworkInterfaces");
  if (interfaces == nullptr) return nullptr;
  for (const Node* interface : interfaces->items()) {
    const Member* address = interface->find("AssociatePublicIpAddress");
    const Member* subnet = interface->find("SubnetId");
    if (address != nullptr && subnet != nullptr && is_true(address->value)) {
      return network_by_subnet(model, subnet->value);
    }
  }
  return nullptr;
}

// The VPC in which the instances of a group get public addresses.
const Resource* public_network_of_group(const Template& model, const Resource& group) {
  const Resource* configuration = named_in(model, group, "LaunchConfigurationName");
  const bool is_public = configuration != nullptr && is_true(configuration->property("AssociatePublicIpAddress"));
  return is_public ? network_by_subnet(model, group.property("VPCZoneIdentifier")) : nullptr;
}

// Instances are created without a gateway; what they do when they start fails.
constexpr std::string_view kOffline = "start without a way to the internet";

// Reports that `user` does not wait for one of the attachments, at its property.
void judge(const Compilation& compilation, Reporter& reporter, const std::vector<const Resource*>& attachments,
           const Resource& user, const Location& properties, const Member& member,
           std::string_view otherwise = "fail") {
  const Template& model = compilation.model();
  const std::vector<const Resource*> missing = missing_dependencies(compilation, user, attachments);
  if (missing.empty()) return;
  const Resource* attachment = missing.back();
  const Resource* gateway = named_in(model, *attachment, "InternetGatewayId");
  if (gateway == nullptr) gateway = named_in(model, *attachment, "VpnGatewayId");
  if (gateway == nullptr) return;
  reporter.report(
      finding(
          "V3001", Location{&properties, member.key, member.value, 0},
          fmt::format(
              "This may be created before '{}' has attached '{}' to the VPC, and would then {}; add 'DependsOn: {}'",
              attachment->name(), gateway->name(), otherwise, attachment->name()))
          .note(attachment->member.key->range, fmt::format("'{}' is defined here", attachment->name()))
          .fix(depend_on_fix(compilation, user, std::array{attachment->name()})));
}

}  // namespace

void check_gateway_routes(const Compilation& compilation, Reporter& reporter) {
  const Attachments attachments = attachments_of(compilation.model());
  if (attachments.empty()) return;
  for (const GatewayUse& use : kUses) {
    each_resource_of_type(compilation, use.type, [&](const Resource& user, const Location& properties) {
      const Member* member = user.properties->value->find(use.property);
      if (member == nullptr) return;
      const auto attached = attachments.find(resource_named_by(compilation.model(), *member->value));
      if (attached != attachments.end()) judge(compilation, reporter, attached->second, user, properties, *member);
    });
  }
  const Attachments networks = attachments_of_networks(compilation.model());
  for (const PublicUse& use : kPublicUses) {
    each_resource_of_type(compilation, use.type, [&](const Resource& user, const Location& properties) {
      const Member* member = user.properties->value->find(use.property);
      if (member == nullptr || !is_public(user, use)) return;
      const auto attached = networks.find(network_of(compilation.model(), user, use));
      if (attached != networks.end()) judge(compilation, reporter, attached->second, user, properties, *member);
    });
  }
  each_resource_of_type(compilation, "AWS::EC2::Instance", [&](const Resource& user, const Location& properties) {
    const auto attached = networks.find(public_network_of_instance(compilation.model(), user));
    if (attached == networks.end()) return;
    const Member& member = *user.properties->value->find("NetworkInterfaces");
    judge(compilation, reporter, attached->second, user, properties, member, kOffline);
  });
  each_resource_of_type(compilation, "AWS::AutoScaling::AutoScalingGroup",
                        [&](const Resource& user, const Location& properties) {
                          const auto attached = networks.find(public_network_of_group(compilation.model(), user));
                          if (attached == networks.end()) return;
                          const Member& member = *user.properties->value->find("VPCZoneIdentifier");
                          judge(compilation, reporter, attached->second, user, properties, member, kOffline);
                        });
}

}  // namespace virga
