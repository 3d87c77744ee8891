#include "compiler/change/port_rules.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

#include "compiler/support/text.h"

namespace virga {
namespace {

// Ranges that no network routes to others, as wide as those that count as open.
// https://www.iana.org/assignments/ipv4-address-space/ipv4-address-space.xhtml
// https://www.iana.org/assignments/ipv6-address-space/ipv6-address-space.xhtml
constexpr std::string_view kLocalRanges[] = {"224.0.0.0/3", "fc00::/7", "fe80::/10", "ff00::/8"};

constexpr std::pair<std::string_view, std::string_view> kProtocols[] = {
    {"-1", "all"}, {"1", "icmp"}, {"6", "tcp"}, {"17", "udp"}, {"58", "icmpv6"}};

constexpr int kLastPort = 65'535;
constexpr int kCodes = 256;  // of each type of ICMP
// The most parts of a range to look at.
constexpr int kMaxParts = 2'000;

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return fault == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

// -1 stands for all of them.
std::optional<std::pair<int, int>> span_of_icmp(std::optional<int> type, std::optional<int> code) {
  if (!type || !code || *type >= kCodes || *code >= kCodes) return std::nullopt;
  if (*type < 0) return std::pair(0, kLastPort);
  return *code < 0 ? std::pair(*type * kCodes, *type * kCodes + kCodes - 1)
                   : std::pair(*type * kCodes + *code, *type * kCodes + *code);
}

// Whether the spans together take in another one.
bool take_in(std::vector<std::pair<int, int>>& spans, std::pair<int, int> all) {
  std::sort(spans.begin(), spans.end());
  int next = all.first;
  for (const auto& [first, last] : spans) {
    if (first <= next) next = std::max(next, last + 1);
  }
  return next > all.second;
}

class Covering {
public:
  Covering(std::span<const PortRule* const> rules, const PortRule& narrow) : narrow_(narrow) {
    for (const PortRule* rule : rules) {
      if (rule->protocol == "all" || rule->protocol == narrow.protocol) rules_.push_back(rule);
    }
  }

  bool run() { return narrow_.range ? of_range(*narrow_.range) : of_peers({}); }

private:
  // What a Default makes open may be closed.
  bool is_known(const PortRule& rule) const { return rule.range && (!rule.is_by_default || narrow_.is_by_default); }

  bool of_peers(const std::optional<AddressRange>& range) const {
    std::vector<std::pair<int, int>> spans;
    for (const PortRule* rule : rules_) {
      const bool has_peer = rule->peer == narrow_.peer || (range && is_known(*rule) && rule->range->holds(*range));
      if (!has_peer) continue;
      if (rule->protocol == narrow_.protocol && rule->ports == narrow_.ports) return true;
      if (rule->span) spans.push_back(*rule->span);
    }
    return take_in(spans, narrow_.span.value_or(std::pair(0, kLastPort)));
  }

  bool of_range(const AddressRange& range) {
    if (of_peers(range)) return true;
    const bool has_part = std::any_of(rules_.begin(), rules_.end(), [&](const PortRule* rule) {
      return is_known(*rule) && range.prefix < rule->range->prefix && range.holds(*rule->range);
    });
    if (!has_part || ++parts_ > kMaxParts) return false;
    const auto [low, high] = range.halves();
    return of_range(low) && of_range(high);
  }

  const PortRule& narrow_;
  std::vector<const PortRule*> rules_;
  int parts_ = 0;
};

}  // namespace

bool AddressRange::holds(const AddressRange& other) const {
  if (width != other.width || prefix > other.prefix) return false;
  const auto bit = [](const AddressRange& range, int i) {
    return range.bytes[static_cast<std::size_t>(i / 8)] >> (7 - i % 8) & 1;
  };
  for (int i = 0; i < prefix; ++i) {
    if (bit(*this, i) != bit(other, i)) return false;
  }
  return true;
}

std::pair<AddressRange, AddressRange> AddressRange::halves() const {
  AddressRange low = *this, high = *this;
  const auto at = static_cast<std::size_t>(prefix / 8);
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(7 - prefix % 8));
  low.bytes[at] = static_cast<std::uint8_t>(low.bytes[at] & ~bit);
  high.bytes[at] = static_cast<std::uint8_t>(high.bytes[at] | bit);
  ++low.prefix;
  ++high.prefix;
  return {low, high};
}

std::optional<AddressRange> parse_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  AddressRange range;
  const std::string address(text.substr(0, slash));
  if (inet_pton(AF_INET, address.c_str(), range.bytes.data()) == 1) {
    range.width = 32;
  } else if (inet_pton(AF_INET6, address.c_str(), range.bytes.data()) == 1) {
    range.width = 128;
  }
  const std::optional<int> prefix = number(text.substr(slash + 1));
  if (range.width == 0 || !prefix || *prefix < 0 || *prefix > range.width) return std::nullopt;
  range.prefix = *prefix;
  return range;
}

bool is_open_range(std::string_view text) {
  constexpr int kWidestOf4 = 8, kWidestOf6 = 32;
  const std::optional<AddressRange> range = parse_range(text);
  if (!range || range->prefix >= (range->width == 32 ? kWidestOf4 : kWidestOf6)) return false;
  return std::none_of(std::begin(kLocalRanges), std::end(kLocalRanges),
                      [&](std::string_view local) { return parse_range(local)->holds(*range); });
}

bool holds_range(std::string_view outer, std::string_view inner) {
  const std::optional<AddressRange> wide = parse_range(outer), narrow = parse_range(inner);
  return wide && narrow && wide->holds(*narrow);
}

std::string protocol_of(std::string written) {
  const std::string text = to_lower(written);
  for (const auto& [digits, name] : kProtocols) {
    if (text == digits || text == name) return std::string(name);
  }
  return written;
}

PortRule::PortRule(std::string name, const std::string& first, const std::string& last)
    : protocol(protocol_of(std::move(name))), ports(first == last ? first : fmt::format("{}-{}", first, last)) {
  const std::optional<int> low = number(first), high = number(last);
  if (protocol == "icmp" || protocol == "icmpv6") {
    span = span_of_icmp(low, high);
    if (low && high && *low < 0) ports = "all";
    if (low && high && *low >= 0) {
      ports = *high < 0 ? fmt::format("type {}", *low) : fmt::format("type {}, code {}", *low, *high);
    }
  } else if (has_no_ports()) {
    ports = "all";
    span = std::pair(0, kLastPort);
  } else if ((protocol == "tcp" || protocol == "udp") && low && high) {
    span = *low < 0 ? std::pair(0, kLastPort) : std::pair(*low, *high);
  }
}

bool PortRule::has_no_ports() const {
  constexpr std::string_view kWithParts[] = {"tcp", "udp", "icmp", "icmpv6"};
  // One that is not known may be one of those.
  const bool is_known = !protocol.empty() && std::all_of(protocol.begin(), protocol.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  return is_known && std::find(std::begin(kWithParts), std::end(kWithParts), protocol) == std::end(kWithParts);
}

bool let_in(std::span<const PortRule* const> rules, const PortRule& narrow) { return Covering(rules, narrow).run(); }

}  // namespace virga
