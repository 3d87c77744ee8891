// E3059, E3060: subnets must be within their network and must not overlap.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/ec2/checks.h"
#include "rules/engine/resources_of_type.h"

namespace virga {
namespace {

// An IP address; IPv4 uses the last four bytes.
using Address = std::array<std::uint8_t, 16>;

// A network in CIDR notation.
struct Network {
  Address first{};
  Address last{};

  bool holds(const Network& other) const { return first <= other.first && other.last <= last; }
  bool meets(const Network& other) const { return first <= other.last && other.first <= last; }
};

std::optional<Network> parse_network(std::string_view text, bool is_ipv6) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::uint32_t most_bits = is_ipv6 ? 128 : 32;
  std::uint32_t bits = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data() + slash + 1, end, bits);
  if (fault != std::errc() || stop != end || bits > most_bits) return std::nullopt;
  Network network;
  const std::size_t offset = is_ipv6 ? 0 : 12;
  if (inet_pton(is_ipv6 ? AF_INET6 : AF_INET, std::string(text.substr(0, slash)).c_str(), &network.first[offset]) !=
      1) {
    return std::nullopt;
  }
  network.last = network.first;
  for (std::uint32_t bit = bits; bit < most_bits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    network.first[offset + bit / 8] &= static_cast<std::uint8_t>(~mask);
    network.last[offset + bit / 8] |= mask;
  }
  return network;
}

struct Block {
  const Resource* resource = nullptr;
  const Member* property = nullptr;
  std::string_view text;
  Network network;
  Scenario scenario;
};

// The two address families.
struct Family {
  std::string_view block;                   // property with the CIDR block
  std::array<std::string_view, 5> unknown;  // properties with which AWS assigns addresses
  bool is_ipv6 = false;
};

constexpr Family kIpv4 = {"CidrBlock", {"Ipv4IpamPoolId", "Ipv4NetmaskLength"}, false};
constexpr Family kIpv6 = {"Ipv6CidrBlock",
                          {"AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlockNetworkBorderGroup", "Ipv6IpamPoolId",
                           "Ipv6NetmaskLength", "Ipv6Pool"},
                          true};

// Collects the CIDR blocks that a resource may have. False if a part is unknown.
bool collect(const Compilation& compilation, const Resource& resource, const Family& family,
             std::vector<Block>& blocks) {
  const Node& properties = *resource.properties->value;
  const Member* property = properties.find(family.block);
  if (property == nullptr) {
    return std::none_of(family.unknown.begin(), family.unknown.end(),
                        [&](std::string_view name) { return !name.empty() && properties.find(name) != nullptr; });
  }
  const Resolution& resolution = compilation.evaluator().resolve(*property->value);
  if (!resolution.known || !resolution.complete) return false;
  for (const ResolvedValue& value : resolution.values) {
    const std::optional<Network> network = parse_network(value.value->text(), family.is_ipv6);
    if (!network || !value.choices.empty()) return false;
    blocks.push_back({&resource, property, value.value->text(), *network, value.scenario});
  }
  return true;
}

// A network with all its CIDR blocks, and its subnets.
struct Vpc {
  bool known = true;
  std::vector<Block> blocks;
  std::vector<Block> subnets;
};

// Names a VPC that the template does not create: by its parameter, its ID or the export. Empty for all that may name
// another VPC each time.
std::string outside_vpc(const Node& id) {
  if (id.is_scalar()) return std::string(id.text());
  const Node* argument = id.argument();
  if (argument == nullptr || !argument->is_scalar()) return "";
  if (id.function == Function::Ref) return fmt::format("Ref {}", argument->text());
  return id.function == Function::ImportValue ? fmt::format("ImportValue {}", argument->text()) : "";
}

void check_vpc(const Compilation& compilation, Reporter& reporter, const Resource* resource, const Vpc& vpc,
               bool can_judge) {
  const Template& model = compilation.model();
  for (std::size_t i = 0; i < vpc.subnets.size(); ++i) {
    const Block& subnet = vpc.subnets[i];
    const PropertyLocation where(model, *subnet.resource, *subnet.property);
    const bool inside = std::any_of(vpc.blocks.begin(), vpc.blocks.end(),
                                    [&](const Block& block) { return block.network.holds(subnet.network); });
    if (can_judge && !inside && can_meet(compilation, *subnet.resource, *resource)) {
      reporter.report("E3059", where.get(),
                      vpc.blocks.empty()
                          ? fmt::format("{} is not within the CIDR blocks of '{}', which has no IPv6 addresses",
                                        subnet.text, resource->name())
                          : fmt::format("{} is not within the CIDR blocks of '{}'", subnet.text, resource->name()));
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

void check_family(const Compilation& compilation, Reporter& reporter, const Family& family) {
  const Template& model = compilation.model();
  std::map<const Resource*, Vpc> vpcs;
  std::map<std::string, Vpc> outside;
  each_resource_of_type(compilation, "AWS::EC2::VPC", [&](const Resource& resource, const Location&) {
    Vpc& vpc = vpcs[&resource];
    vpc.known = collect(compilation, resource, family, vpc.blocks);
  });
  const auto vpc_of = [&](const Node& id) -> Vpc* {
    const auto found = vpcs.find(resource_named_by(model, id));
    return found == vpcs.end() ? nullptr : &found->second;
  };
  each_resource_of_type(compilation, "AWS::EC2::VPCCidrBlock", [&](const Resource& resource, const Location&) {
    const Node* id = resource.property("VpcId");
    Vpc* vpc = id == nullptr ? nullptr : vpc_of(*id);
    if (vpc != nullptr) vpc->known = collect(compilation, resource, family, vpc->blocks) && vpc->known;
  });
  each_resource_of_type(compilation, "AWS::EC2::Subnet", [&](const Resource& resource, const Location&) {
    const Node* id = resource.property("VpcId");
    if (id == nullptr) return;
    if (Vpc* vpc = vpc_of(*id)) {
      collect(compilation, resource, family, vpc->subnets);
    } else if (const std::string name = outside_vpc(*id); !name.empty()) {
      collect(compilation, resource, family, outside[name].subnets);
    }
  });
  for (const auto& [resource, vpc] : vpcs) {
    // Every network has an IPv4 block, so if none was found, it is unknown.
    check_vpc(compilation, reporter, resource, vpc, vpc.known && (family.is_ipv6 || !vpc.blocks.empty()));
  }
  for (const auto& [name, vpc] : outside) check_vpc(compilation, reporter, nullptr, vpc, false);
}

}  // namespace

void check_subnets(const Compilation& compilation, Reporter& reporter) {
  check_family(compilation, reporter, kIpv4);
  check_family(compilation, reporter, kIpv6);
}

}  // namespace virga
