// E3064: private DNS names of endpoints must be unique within a network.
// https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
#include <fmt/format.h>

#include <vector>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

struct Endpoint {
  const Resource* resource = nullptr;
  const Member* private_dns = nullptr;
  const Node* network = nullptr;
  const Node* service = nullptr;
  std::vector<Scenario> enabled;  // conditions under which its private DNS name is enabled
};

bool is_interface(const Resource& resource) {
  const Node* type = resource.property("VpcEndpointType");
  return type != nullptr && type->is_string() && type->text() == "Interface";
}

}  // namespace

void check_endpoint_names(const Compilation& compilation, Reporter& reporter) {
  std::vector<Endpoint> endpoints;
  each_resource_of_type(compilation, "AWS::EC2::VPCEndpoint", [&](const Resource& resource, const Location&) {
    const Member* private_dns = resource.properties->value->find("PrivateDnsEnabled");
    Endpoint endpoint{&resource, private_dns, resource.property("VpcId"), resource.property("ServiceName"), {}};
    if (!is_interface(resource) || private_dns == nullptr || endpoint.network == nullptr ||
        endpoint.service == nullptr) {
      return;
    }
    for (const ResolvedValue& value : compilation.evaluator().resolve(*private_dns->value).values) {
      bool on = false;
      if (value.choices.empty() && to_boolean(*value.value, on) && on) endpoint.enabled.push_back(value.scenario);
    }
    if (!endpoint.enabled.empty()) endpoints.push_back(std::move(endpoint));
  });
  const auto both_enabled = [&](const Endpoint& a, const Endpoint& b) {
    for (const Scenario& first : a.enabled) {
      for (const Scenario& second : b.enabled) {
        Scenario both = first;
        both.insert(both.end(), second.begin(), second.end());
        if (can_meet(compilation, *a.resource, *b.resource, both)) return true;
      }
    }
    return false;
  };
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const Endpoint& later = endpoints[i];
      const Endpoint& earlier = endpoints[k];
      if (!equal_values(*later.network, *earlier.network) || !equal_values(*later.service, *earlier.service) ||
          !both_enabled(later, earlier)) {
        continue;
      }
      const PropertyLocation where(compilation.model(), *later.resource, *later.private_dns);
      reporter.report(finding("E3064", where.get(),
                              fmt::format("'{}' already has the private DNS name of this service in the VPC; set "
                                          "PrivateDnsEnabled to false in one of the two",
                                          earlier.resource->name()))
                          .note(earlier.resource->member.key->range,
                                fmt::format("'{}' is defined here", earlier.resource->name())));
      break;
    }
  }
}

}  // namespace virga
