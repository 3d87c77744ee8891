// Rules of security groups as rows.
#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "compiler/change/row_collector.h"
#include "compiler/resolve/text_pieces.h"

namespace virga {
namespace {

// What a rule says of its peer.
constexpr std::string_view kPeers[] = {"CidrIp",
                                       "CidrIpv6",
                                       "SourceSecurityGroupId",
                                       "SourceSecurityGroupName",
                                       "SourcePrefixListId",
                                       "DestinationSecurityGroupId",
                                       "DestinationPrefixListId"};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
class Rules : public RowCollector {
public:
  Rules(const AccessReader& reader, const Resource& resource) : RowCollector(reader) {
    if (resource.properties == nullptr) return;
    const Node& properties = *resource.properties->value;
    if (resource.type == "AWS::EC2::SecurityGroup") {
      list("in", properties.get("SecurityGroupIngress"));
      list("out", properties.get("SecurityGroupEgress"));
    } else if (resource.type == "AWS::EC2::SecurityGroupIngress") {
      rule("in", properties);
    } else if (resource.type == "AWS::EC2::SecurityGroupEgress") {
      rule("out", properties);
    }
  }

private:
  void list(std::string_view direction, const Node* node) {
    if (node == nullptr) return;
    if (node->is_mapping() && node->function == Function::None) return rule(direction, *node);
    if (each_branch(*node, [&](const Node& branch) { list(direction, &branch); })) return;
    for (const Node* item : node->items()) list(direction, item);
  }

  void rule(std::string_view direction, const Node& node) {
    if (is_full() || !node.is_mapping() || node.function != Function::None) return;
    std::vector<std::string_view> names = {"IpProtocol", "FromPort", "ToPort"};
    names.insert(names.end(), std::begin(kPeers), std::end(kPeers));
    each_settled(node, names, [&](const Node& settled, const SettledCase& in) { rule(direction, settled, in); });
  }

  // What a function returns for certain, or by default; null if it is not known, or no scalar.
  const Node* scalar_of(const Node& node, bool& is_by_default) const {
    const Node* value = known(&node);
    is_by_default = value == nullptr;
    if (value == nullptr) value = values_.value_by_default(reader_.side, node);
    return value != nullptr && value->is_scalar() && value->function == Function::None ? value : nullptr;
  }

  const Resource* prefix_list(const Node& peer) const {
    const auto pieces = peer.function == Function::None ? std::nullopt : text_pieces(peer);
    if (!pieces || pieces->size() != 1 || pieces->front().kind != TextPiece::Kind::Reference) return nullptr;
    const std::string_view name = pieces->front().text;
    const Resource* list = reader_.side.model().find_resource(name.substr(0, name.find('.')));
    return list != nullptr && list->type == "AWS::EC2::PrefixList" ? list : nullptr;
  }

  // The first range of a prefix list that is open to everyone; null if there is none.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html
  const Node* open_range_of(const Resource& list, bool& is_by_default) const {
    const Node* entries = list.property("Entries");
    if (entries == nullptr) return nullptr;
    for (const Node* entry : entries->items()) {
      const Node* range = entry->get("Cidr");
      if (range != nullptr) range = scalar_of(*range, is_by_default);
      if (range != nullptr && is_open_range(range->text())) return range;
    }
    is_by_default = false;
    return nullptr;
  }

  void rule(std::string_view direction, const Node& node, const SettledCase& in) {
    const auto text = [&](std::string_view name) {
      const Node* value = node.get(name);
      return value == nullptr ? std::string() : text_of(*value);
    };
    AccessRow row;
    row.node = &node;
    row.direction = direction;
    row.rule = PortRule(text("IpProtocol"), text("FromPort"), text("ToPort"));
    const PortRule shown(member(node, "IpProtocol"), member(node, "FromPort"), member(node, "ToPort"));
    std::string peer, range;
    const Node* address = nullptr;
    bool is_written = false;  // not the value of a function
    for (const std::string_view name : kPeers) {
      if (const Node* value = node.get(name)) {
        peer = value_text(*value);
        row.rule.peer = text_of(*value);
        address = value;
        break;
      }
    }
    row.list = address == nullptr ? nullptr : prefix_list(*address);
    if (row.list != nullptr) {
      address = open_range_of(*row.list, row.rule.is_by_default);
      if (address != nullptr) row.rule.peer = address->text();
    }
    // The value that a function has for certain or by default: whom a rule lets in matters more than what names it.
    if (row.list == nullptr && address != nullptr && address->function != Function::None) {
      address = scalar_of(*address, row.rule.is_by_default);
    } else if (row.list == nullptr) {
      is_written = true;
    }
    if (address != nullptr && !is_written) {
      peer += fmt::format(" ({}{})", value_text(*address), by_default(row.rule.is_by_default));
    }
    if (address != nullptr) range = address->text();
    row.rule.range = parse_range(range);
    row.is_everywhere = is_open_range(range);
    row.columns = {std::string(direction), shown.protocol, shown.ports, peer};
    row.key = PolicyTexts::unmarked(
        fmt::format("{}\n{}\n{}\n{}\n{}", direction, row.rule.protocol, row.rule.ports, row.rule.peer, range));
    add(std::move(row), in);
  }
};

}  // namespace

std::vector<AccessRow> rule_rows(const AccessReader& reader, const Resource& resource) {
  return Rules(reader, resource).rows;
}

}  // namespace virga
