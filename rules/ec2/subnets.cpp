// E3059, E3060: subnets lie in their network, and apart from each other.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
#include <fmt/format.h>

#include <charconv>
#include <map>
#include <optional>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// An IPv4 network, in CIDR notation.
struct Network {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  bool holds(const Network& other) const { return first <= other.first && other.last <= last; }
  bool meets(const Network& other) const { return first <= other.last && other.first <= last; }
};

std::optional<Network> parse_network(std::string_view text) {
  std::uint32_t parts[5] = {};
  const char* at = text.data();
  const char* end = at + text.size();
  for (int i = 0; i < 5; ++i) {
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc() || parts[i] > (i == 4 ? 32U : 255U)) return std::nullopt;
    at = next;
    if (i == 4) break;
    if (at == end || *at != (i == 3 ? '/' : '.')) return std::nullopt;
    ++at;
  }
  if (at != end) return std::nullopt;
  const std::uint32_t address = parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3];
  const std::uint32_t mask = parts[4] == 0 ? 0 : ~std::uint32_t{0} << (32 - parts[4]);
  return Network{address & mask, address | ~mask};
}

struct Block {
  const Resource* resource = nullptr;
  const Member* property = nullptr;
  std::string_view text;
  Network network;
  Scenario scenario;
};

// The networks that CidrBlock of a resource may be. False when some of it is not known.
bool collect(const Compilation& compilation, const Resource& resource, std::vector<Block>& blocks) {
  const Member* property = resource.properties->value->find("CidrBlock");
  if (property == nullptr) return resource.properties->value->find("Ipv4IpamPoolId") == nullptr;
  const Resolution& resolution = compilation.evaluator().resolve(*property->value);
  if (!resolution.known || !resolution.complete) return false;
  for (const ResolvedValue& value : resolution.values) {
    const std::optional<Network> network = parse_network(value.value->text());
    if (!network || !value.choices.empty()) return false;
    blocks.push_back({&resource, property, value.value->text(), *network, value.scenario});
  }
  return true;
}

// A network with the blocks that are added to it, and its subnets.
struct Vpc {
  bool known = true;
  std::vector<Block> blocks;
  std::vector<Block> subnets;
};

}  // namespace

void check_subnets(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  std::map<const Resource*, Vpc> vpcs;
  each_resource_of_type(compilation, "AWS::EC2::VPC", [&](const Resource& resource, const Location&) {
    Vpc& vpc = vpcs[&resource];
    vpc.known = collect(compilation, resource, vpc.blocks);
  });
  if (vpcs.empty()) return;
  const auto vpc_of = [&](const Resource& resource) -> Vpc* {
    const Node* id = resource.property("VpcId");
    const auto found = id == nullptr ? vpcs.end() : vpcs.find(resource_named_by(model, *id));
    return found == vpcs.end() ? nullptr : &found->second;
  };
  each_resource_of_type(compilation, "AWS::EC2::VPCCidrBlock", [&](const Resource& resource, const Location&) {
    if (Vpc* vpc = vpc_of(resource)) vpc->known = collect(compilation, resource, vpc->blocks) && vpc->known;
  });
  each_resource_of_type(compilation, "AWS::EC2::Subnet", [&](const Resource& resource, const Location&) {
    if (Vpc* vpc = vpc_of(resource)) collect(compilation, resource, vpc->subnets);
  });
  for (const auto& [resource, vpc] : vpcs) {
    for (std::size_t i = 0; i < vpc.subnets.size(); ++i) {
      const Block& subnet = vpc.subnets[i];
      const PropertyLocation where(model, *subnet.resource, *subnet.property);
      const bool inside = std::any_of(vpc.blocks.begin(), vpc.blocks.end(),
                                      [&](const Block& block) { return block.network.holds(subnet.network); });
      if (vpc.known && !inside && !vpc.blocks.empty() && can_meet(compilation, *subnet.resource, *resource)) {
        reporter.report("E3059", where.get(),
                        fmt::format("{} is not within the CIDR blocks of '{}'", subnet.text, resource->name()));
      }
      for (std::size_t k = 0; k < i; ++k) {
        const Block& other = vpc.subnets[k];
        if (other.resource == subnet.resource || !other.network.meets(subnet.network)) continue;
        Scenario both = other.scenario;
        both.insert(both.end(), subnet.scenario.begin(), subnet.scenario.end());
        if (!can_meet(compilation, *subnet.resource, *other.resource, both)) continue;
        reporter.report(
            "E3060", *where.get().parent,
            fmt::format("{} overlaps with {} of subnet '{}'", subnet.text, other.text, other.resource->name()));
        break;
      }
    }
  }
}

}  // namespace virga
