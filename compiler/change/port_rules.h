// Ranges of addresses and ports, and what rules over them let in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace virga {

// A range of addresses of IPv4 or IPv6: the bits of the first `prefix` count.
struct AddressRange {
  std::array<std::uint8_t, 16> bytes{};
  int width = 0;  // 32 or 128
  int prefix = 0;

  bool holds(const AddressRange& other) const;
  // Both halves of a range that is no single address.
  std::pair<AddressRange, AddressRange> halves() const;
};
// "10.0.0.0/8"; nullopt if the text is no range.
std::optional<AddressRange> parse_range(std::string_view text);

// Whether the range takes in so many public addresses that it is open to everyone: more than a /8 of IPv4, or than a
// /32 of IPv6. Whatever the address, no bit of it counts for "/0".
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
bool is_open_range(std::string_view range);
// Whether all addresses of the second range are in the first.
bool holds_range(std::string_view outer, std::string_view inner);

// The name of a protocol that is written as a name or as a number: "tcp", "udp", "icmp", "icmpv6", "all"; another one
// as it is written.
std::string protocol_of(std::string written);

// What a rule of a security group, or an entry of a network ACL, is about.
struct PortRule {
  PortRule() = default;
  // `first` and `last` are ports, or a type and a code of ICMP, as they are written. They count for these protocols
  // only: a rule of another one is about all of it.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
  PortRule(std::string protocol, const std::string& first, const std::string& last);

  // Whether the rule is about all of a protocol, or of all protocols.
  bool has_no_ports() const;

  std::string protocol, ports;  // both as text: "tcp" and "20-25", "icmp" and "type 8", "50" and "all"
  std::string peer;             // the same only for the same peer
  std::optional<AddressRange> range;
  bool is_by_default = false;                 // `range` is what a Default makes it
  std::optional<std::pair<int, int>> span{};  // of ports, or of types and codes of ICMP; nullopt if it is not known
};

// Whether some of the rules together certainly let in all that another one does: next to one another, their ports or
// their addresses may be more than those of each.
bool let_in(std::span<const PortRule* const> rules, const PortRule& narrow);

}  // namespace virga
