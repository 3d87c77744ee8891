// Changes to policy statements and security group rules, as tables.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

// The most rows that one resource adds to a table.
constexpr std::size_t kMaxRows = 500;

std::string member(const Node& node, std::string_view name, std::string_view negated = {}) {
  if (const Node* value = node.get(name)) return value_text(*value);
  if (const Node* value = negated.empty() ? nullptr : node.get(negated))
    return fmt::format("not {}", value_text(*value));
  return {};
}

// Whatever the address, no bit of it counts: of IPv6, "::/0" can be written in many ways.
bool is_every_address(std::string_view range) {
  const std::size_t slash = range.find('/');
  return slash != std::string_view::npos && range.substr(slash) == "/0" &&
         range.find_first_not_of("0123456789abcdefABCDEF.:") == slash;
}

// Whether a principal is everybody: "*", {AWS: "*"}, {AWS: ["*"]}.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
bool is_everyone(const Side& side, const Node& principal) {
  const Node* value = principal.function == Function::None ? &principal : side.constant(principal);
  if (value == nullptr) return false;
  if (value->is_mapping()) value = value->get("AWS");
  if (value == nullptr) return false;
  const auto is_all = [](const Node& node) { return node.is_scalar() && node.text() == "*"; };
  const auto items = value->items();
  return is_all(*value) || std::any_of(items.begin(), items.end(), [&](const Node* item) { return is_all(*item); });
}

struct Row {
  std::vector<std::string> columns;
  const Node* node = nullptr;  // what it was made from
  bool is_everywhere = false;  // AccessChange::is_everywhere

  bool operator<(const Row& other) const { return columns < other.columns; }
};

// Collects the policy statements in a resource's properties.
class Statements {
public:
  Statements(const Side& side, const Resource& resource) : side_(side) {
    if (resource.properties == nullptr) return;
    const Node& properties = *resource.properties->value;
    if (resource.type == "AWS::Lambda::Permission") {
      std::string condition;
      for (const std::string_view name : {"SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"}) {
        if (const Node* value = properties.get(name)) {
          condition += fmt::format("{}{}: {}", condition.empty() ? "" : ", ", name, value_text(*value));
        }
      }
      rows.push_back({{"Allow", member(properties, "Action"), member(properties, "FunctionName"),
                       member(properties, "Principal"), condition},
                      &properties,
                      properties.get("Principal") != nullptr && is_everyone(side_, *properties.get("Principal"))});
      return;
    }
    walk(properties);
  }

  std::vector<Row> rows;

private:
  void statement(const Node& node) {
    if (node.is_sequence()) {
      for (const Node* item : node.items()) statement(*item);
      return;
    }
    if (node.function == Function::If && node.argument()->size == 3) {
      statement(*node.argument()->items()[1]);
      statement(*node.argument()->items()[2]);
      return;
    }
    if (node.get("Effect") == nullptr || rows.size() >= kMaxRows) return;
    rows.push_back(
        {{member(node, "Effect"), member(node, "Action", "NotAction"), member(node, "Resource", "NotResource"),
          member(node, "Principal", "NotPrincipal"), member(node, "Condition")},
         &node,
         node.get("Principal") != nullptr && is_everyone(side_, *node.get("Principal"))});
  }

  void walk(const Node& node) {
    for (const Node* item : node.items()) walk(*item);
    for (const Member& one : node.members()) {
      if (one.key->text() == "Statement") {
        statement(*one.value);
      } else if (one.key->text() == "ManagedPolicyArns") {
        for (const Node* item : one.value->items()) {
          if (rows.size() < kMaxRows) rows.push_back({{"Allow", "(managed policy)", value_text(*item), "", ""}, item});
        }
      } else {
        walk(*one.value);
      }
    }
  }

  const Side& side_;
};

// Collects the rules of a security group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
class Openings {
public:
  Openings(const Side& side, const Resource& resource) : side_(side) {
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

  std::vector<Row> rows;

private:
  void list(std::string_view direction, const Node* node) {
    if (node == nullptr) return;
    if (node->is_mapping() && node->function == Function::None) return rule(direction, *node);
    if (node->function == Function::If && node->argument()->size == 3) {
      list(direction, node->argument()->items()[1]);
      list(direction, node->argument()->items()[2]);
    }
    for (const Node* item : node->items()) list(direction, item);
  }

  void rule(std::string_view direction, const Node& node) {
    if (rows.size() >= kMaxRows) return;
    std::string protocol = member(node, "IpProtocol");
    const std::string from = member(node, "FromPort"), to = member(node, "ToPort");
    std::string ports = from == to ? from : fmt::format("{}-{}", from, to);
    if (protocol == "-1") {
      protocol = "all";
      ports = "all";
    }
    std::string peer;
    const Node* address = nullptr;
    for (const std::string_view name :
         {"CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId",
          "DestinationSecurityGroupId", "DestinationPrefixListId"}) {
      if (const Node* value = node.get(name)) {
        peer = value_text(*value);
        address = value;
        break;
      }
    }
    // The value that a function has for certain or by default: whom a rule lets in matters more than what names it.
    if (address != nullptr && address->function != Function::None) {
      const Node* value = side_.constant(*address);
      const std::string_view how = value != nullptr ? "" : " by default";
      if (value == nullptr) value = side_.value_by_default(*address);
      address = value != nullptr && value->is_scalar() && value->function == Function::None ? value : nullptr;
      if (address != nullptr) peer += fmt::format(" ({}{})", value_text(*address), how);
    }
    rows.push_back({{std::string(direction), protocol, ports, peer},
                    &node,
                    address != nullptr && is_every_address(address->text())});
  }

  const Side& side_;
};

// The multiset difference of both lists, in both directions. Rows that say the same otherwise are the same.
void compare_rows(std::vector<Row> before, std::vector<Row> after, Comparison& values, const ResourceChange& change,
                  std::vector<AccessChange>& out) {
  std::sort(before.begin(), before.end());
  std::vector<Row> changed, added;
  for (Row& row : after) {
    const auto found = std::lower_bound(before.begin(), before.end(), row);
    if (found != before.end() && found->columns == row.columns) {
      before.erase(found);
    } else {
      changed.push_back(std::move(row));
    }
  }
  for (Row& row : changed) {
    const auto found =
        std::find_if(before.begin(), before.end(), [&](const Row& old) { return values.same(*old.node, *row.node); });
    if (found != before.end()) {
      before.erase(found);
    } else {
      added.push_back(std::move(row));
    }
  }
  for (Row& row : before) {
    out.push_back({false, change.logical_id, std::move(row.columns), change.when, row.is_everywhere});
  }
  for (Row& row : added) {
    out.push_back({true, change.logical_id, std::move(row.columns), change.when, row.is_everywhere});
  }
}

}  // namespace

void find_access_changes(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  std::set<std::string_view> seen;
  for (const ResourceChange& one : change.resources) {
    // A resource whose conditions change may have several changes.
    if (!seen.insert(one.logical_id).second) continue;
    const Resource* old = before.model().find_resource(one.logical_id);
    const Resource* now = after.model().find_resource(one.logical_id);
    const auto rows = []<typename T>(const Side& side, const Resource* resource, T*) {
      return resource == nullptr ? std::vector<Row>() : T(side, *resource).rows;
    };
    compare_rows(rows(before, old, static_cast<Statements*>(nullptr)),
                 rows(after, now, static_cast<Statements*>(nullptr)), values, one, change.statements);
    compare_rows(rows(before, old, static_cast<Openings*>(nullptr)), rows(after, now, static_cast<Openings*>(nullptr)),
                 values, one, change.openings);
  }
}

}  // namespace virga
