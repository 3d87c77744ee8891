// V9001: ports that should not be open to every address.
// https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
// https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
#include <fmt/format.h>

#include <array>

#include "rules/engine/fixes.h"
#include "rules/security/checks.h"

namespace virga {
namespace {

struct Port {
  std::int64_t number;
  std::string_view what;
};

constexpr std::array<Port, 17> kSensitive = {{
    {20, "FTP"},
    {21, "FTP"},
    {22, "SSH"},
    {23, "Telnet"},
    {445, "SMB"},
    {1433, "SQL Server"},
    {1521, "Oracle"},
    {2049, "NFS"},
    {3306, "MySQL"},
    {3389, "RDP"},
    {5432, "PostgreSQL"},
    {5500, "VNC"},
    {6379, "Redis"},
    {9200, "OpenSearch"},
    {11211, "Memcached"},
    {27017, "MongoDB"},
    {5601, "OpenSearch Dashboards"},
}};

bool is_everywhere(const Node* network) {
  return network != nullptr && (network->text() == "0.0.0.0/0" || network->text() == "::/0");
}

// The private addresses in place of all. A VPC may have others of them, and a VPN or an office may be meant.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
std::optional<Fix> private_fix(const Compilation& compilation, const Node& network) {
  if (!network.is_string()) return std::nullopt;
  return change_fix(compilation, network, network.text() == "::/0" ? "fd00::/8" : "10.0.0.0/8", FixSafety::Unsafe);
}

}  // namespace

void check_open_ports(Validation& v, const Node& ports, const Location& where) {
  if (!v.reporter().runs("V9001")) return;
  const Member* open = ports.find(is_everywhere(ports.get("CidrIp")) ? "CidrIp" : "CidrIpv6");
  if (open == nullptr || !is_everywhere(open->value)) return;
  const Node* protocol = ports.get("IpProtocol");
  if (protocol == nullptr || !protocol->is_scalar()) return;
  const std::string_view name = protocol->text();
  if (name == "-1") {
    v.fail(v.context(),
           finding("V9001", v.at(where, *open), "All ports are open to the world; restrict the ports and networks")
               .fix(private_fix(v.compilation(), *open->value)));
    return;
  }
  if (name != "tcp" && name != "6" && name != "udp" && name != "17") return;
  const Node* from = ports.get("FromPort");
  const Node* to = ports.get("ToPort");
  std::int64_t first = 0, last = 0;
  if (from == nullptr || to == nullptr || !to_integer(*from, first) || !to_integer(*to, last)) return;
  for (const Port& port : kSensitive) {
    if (port.number < first || port.number > last) continue;
    v.fail(v.context(),
           finding("V9001", v.at(where, *open),
                   fmt::format("Port {} ({}) is open to the world; only allow the networks or security group that "
                               "need it",
                               port.number, port.what))
               .fix(private_fix(v.compilation(), *open->value)));
    return;
  }
}

}  // namespace virga
