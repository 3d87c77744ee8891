// Changes to policy statements and security group rules, as tables.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/change/callers.h"
#include "compiler/change/iam_policies.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/support/arena.h"
#include "compiler/support/text.h"
#include "rules/engine/embedded_json.h"

namespace virga {
namespace {

// The most items of one resource that a table has rows of, and the most rows to tell the cases of items in.
constexpr std::size_t kMaxRows = 500;
// The most statements of a policy that deny, to look for those that limit what another one allows.
constexpr std::size_t kMaxDenials = 16;

std::string member(const Node& node, std::string_view name) {
  const Node* value = node.get(name);
  return value == nullptr ? std::string() : value_text(*value);
}

// What is known of the values on one side, and what a row tells of them.
struct Reader {
  const Side& side;
  const Comparison& values;
  const Callers callers{side, values};

  const Node* known(const Node* node) const { return node == nullptr ? nullptr : values.constant(side, *node); }

  // Whether the value is "*", or a list with it.
  bool has_all(const Node* node, std::string_view other = {}) const {
    const Node* value = known(node);
    if (value == nullptr) return false;
    if (value->is_scalar()) return value->text() == "*" || (!other.empty() && value->text() == other);
    const auto items = value->items();
    return std::any_of(items.begin(), items.end(),
                       [&](const Node* item) { return !item->is_sequence() && has_all(item, other); });
  }

  // Whether a statement is about everyone, or everyone but some, whoever calls and from wherever.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  bool is_for_everyone(const Node& statement) const {
    const Node* without = statement.get("NotPrincipal");
    if (!callers.are_all(statement.get("Principal")) && (without == nullptr || callers.are_all(without))) return false;
    const Node* condition = statement.get("Condition");
    return condition == nullptr || !callers.are_limited_by(*condition);
  }

  // The actions that a statement allows on everything, if they are all, all but some, or all of IAM, by which one gives
  // oneself the others; empty if they are not.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  std::string allowed_on_everything(const Node& statement) const {
    if (statement.get("Effect")->text() != "Allow" || !has_all(statement.get("Resource"))) return {};
    if (has_all(statement.get("Action"), "*:*")) return "every action";
    if (has_all(statement.get("Action"), kAllOfIam)) return std::string(kAllOfIam);
    const Node* without = statement.get("NotAction");
    if (without == nullptr || has_all(without, "*:*")) return {};
    return fmt::format("every action but {}", value_text(*without));
  }
};

constexpr std::string_view kEquals = "stringequals", kSourceAccount = "aws:sourceaccount",
                           kOrganization = "aws:principalorgid";

// What a row tells of a statement: an element, and the one that says the opposite of it.
constexpr std::pair<std::string_view, std::string_view> kParts[] = {{"Effect", {}},
                                                                    {"Action", "NotAction"},
                                                                    {"Resource", "NotResource"},
                                                                    {"Principal", "NotPrincipal"},
                                                                    {"Condition", {}}};

// A type that allows something to somebody by properties of its own. `conditions`: what limits whom, as an operator and
// a key of a Condition would; without a key, the property is a map of all three.
struct Grant {
  struct Limit {
    std::string_view property, operation, key;
  };
  std::string_view type, action, resource;
  std::array<Limit, 4> conditions;
};
constexpr Grant kGrants[] = {
    {"AWS::ACMPCA::Permission", "Actions", "CertificateAuthorityArn", {{{"SourceAccount", kEquals, kSourceAccount}}}},
    {"AWS::Events::EventBusPolicy", "Action", "EventBusName", {{{"Condition", {}, {}}}}},
    {"AWS::Lambda::LayerVersionPermission",
     "Action",
     "LayerVersionArn",
     {{{"OrganizationId", kEquals, kOrganization}}}},
    // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    {"AWS::Lambda::Permission",
     "Action",
     "FunctionName",
     {{{"SourceArn", "stringlike", "aws:sourcearn"},
       {"SourceAccount", kEquals, kSourceAccount},
       {"PrincipalOrgID", kEquals, kOrganization},
       {"EventSourceToken", kEquals, "lambda:eventsourcetoken"}}}},
    {"AWS::Signer::ProfilePermission", "Action", "ProfileName", {}},
};

struct Row {
  std::vector<std::string> columns;
  const Node* node = nullptr;  // what it was made from
  bool is_everywhere = false;  // these four as in AccessChange
  bool is_restricted = false;
  std::string everything = {}, range = {};
  SettledCase in = {};              // in which the resource has it
  std::string key = {};             // the same for all rows that say the same; set by compare_rows() where it is empty
  std::string_view direction = {};  // of a rule of a security group: "in", "out"

  bool operator<(const Row& other) const {
    return std::tie(key, columns, in.when) < std::tie(other.key, other.columns, other.in.when);
  }
};

// Collects rows from lists and items, in all cases that can be.
class Collector {
public:
  std::vector<Row> rows;

protected:
  Collector(const Side& side, bool is_old, Comparison& values, Arena& arena)
      : side_(side), reader_{side, values}, arena_(arena), is_old_(is_old), values_(values) {}

  bool is_full() const { return items_ >= kMaxRows; }

  void add(Row row, const SettledCase& in) {
    row.in = in;
    rows.push_back(std::move(row));
  }

  // Calls `then` with each branch of an Fn::If. False if the node is none.
  template <typename Then>
  bool each_branch(const Node& node, const Then& then) {
    if (node.function != Function::If || !node.argument()->is_sequence() || node.argument()->size != 3) return false;
    values_.each_case(is_old_ ? &node : nullptr, is_old_ ? nullptr : &node, [&](const Node* was, const Node* is) {
      if (const Node* branch = is_old_ ? was : is) then(*branch);
    });
    return true;
  }

  // Calls `then` for each case of those parts of a map that a row tells of.
  template <typename Names, typename Then>
  void each_settled(const Node& node, const Names& names, const Then& then) {
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      if (std::find(std::begin(names), std::end(names), member.key->text()) != std::end(names)) {
        members.push_back(member);
      }
    }
    Node* parts = arena_.make<Node>(node);
    parts->size = static_cast<std::uint32_t>(members.size());
    parts->member_list = arena_.copy(std::span<const Member>(members)).data();
    each_case(*parts, [&](const SettledCase& in) { then(*in.value, in); });
  }

  // Calls `then` for each case of an item. Where there are many rows already, it is left as it is written: to leave it
  // out on one side alone would be a change.
  template <typename Then>
  void each_case(const Node& item, const Then& then) {
    ++items_;
    if (rows.size() < kMaxRows) return values_.each_settled(item, is_old_, then);
    SettledCase in = values_.this_case();
    in.value = &item;
    then(in);
  }

  const Side& side_;
  const Reader reader_;
  Arena& arena_;
  const bool is_old_;
  Comparison& values_;

private:
  std::size_t items_ = 0;
};

// The policy of an endpoint that has none.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
constexpr std::string_view kFullAccess =
    R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})";

// Collects the policy statements in a resource's properties.
class Statements : public Collector {
public:
  Statements(const Side& side, bool is_old, const Resource& resource, Comparison& values, Arena& arena,
             bool is_on_both_sides)
      : Collector(side, is_old, values, arena) {
    if (resource.properties == nullptr) return;
    const Node& properties = *resource.properties->value;
    const auto* grant = std::find_if(std::begin(kGrants), std::end(kGrants),
                                     [&](const Grant& one) { return one.type == resource.type; });
    if (grant != std::end(kGrants) && properties.get("Statement") == nullptr) {
      granted(*grant, properties);
      return;
    }
    // A network has its own way in here, which the policy narrows.
    is_of_network_ = is_of_network(resource);
    if (is_on_both_sides && resource.type == "AWS::EC2::VPCEndpoint" && properties.get("Fn::Transform") == nullptr) {
      of_endpoint(properties.get("PolicyDocument"));
    } else {
      walk(properties);
    }
  }

private:
  // Whether only a network that the template names has a way to what the policy is about: through an endpoint, or an
  // access point.
  // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
  static bool is_of_network(const Resource& resource) {
    return resource.type == "AWS::EC2::VPCEndpoint" ||
           (resource.type == "AWS::S3::AccessPoint" && resource.property("VpcConfiguration") != nullptr);
  }

  // One that comes with its endpoint opens nothing that was closed.
  void of_endpoint(const Node* policy) {
    values_.each_case(is_old_ ? policy : nullptr, is_old_ ? nullptr : policy, [&](const Node* was, const Node* is) {
      const Node* branch = is_old_ ? was : is;
      if (branch != nullptr) return walk(*branch);
      Node* text = arena_.make<Node>();
      text->kind = NodeKind::String;
      text->chars = kFullAccess.data();
      text->size = static_cast<std::uint32_t>(kFullAccess.size());
      walk(*text);
    });
  }

  void granted(const Grant& grant, const Node& properties) {
    std::vector<std::string_view> names = {grant.action, grant.resource, "Principal"};
    for (const Grant::Limit& limit : grant.conditions) names.push_back(limit.property);
    each_settled(properties, names, [&](const Node& node, const SettledCase& in) {
      std::string condition;
      bool is_limited = false;
      for (const Grant::Limit& limit : grant.conditions) {
        const Node* value = limit.property.empty() ? nullptr : node.get(limit.property);
        if (value == nullptr) continue;
        condition += fmt::format("{}{}: {}", condition.empty() ? "" : ", ", limit.property, value_text(*value));
        is_limited = is_limited || limits(limit, *value);
      }
      add({{"Allow", member(node, grant.action), member(node, grant.resource), member(node, "Principal"), condition},
           &node,
           reader_.callers.are_all(node.get("Principal")) && !is_limited,
           !condition.empty()},
          in);
    });
  }

  bool limits(const Grant::Limit& limit, const Node& value) const {
    if (!limit.key.empty()) return reader_.callers.are_limited_by(limit.operation, limit.key, value);
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Condition.html
    const Node *operation = value.get("Type"), *key = value.get("Key"), *only = value.get("Value");
    return operation == nullptr || key == nullptr || only == nullptr ||
           reader_.callers.are_limited_by(to_lower(operation->text()), to_lower(key->text()), *only);
  }

  void statements(const Node& node) {
    denials_.clear();
    for (const Node* item : node.items()) {
      const Node* effect = item->get("Effect");
      if (effect != nullptr && effect->text() == "Deny" && denials_.size() < kMaxDenials) denials_.push_back(item);
    }
    statement(node);
  }

  void statement(const Node& node) {
    if (node.is_sequence()) {
      for (const Node* item : node.items()) statement(*item);
      return;
    }
    if (each_branch(node, [&](const Node& branch) { statement(branch); })) return;
    if (node.get("Effect") == nullptr || is_full()) return;
    std::vector<std::string_view> names;
    for (const auto& [name, negated] : kParts) names.insert(names.end(), {name, negated});
    each_settled(node, names, [&](const Node& settled, const SettledCase& in) {
      if (settled.get("Effect") != nullptr) add(statement_row(settled), in);
    });
  }

  Row statement_row(const Node& node) const {
    Row row;
    row.node = &node;
    row.is_everywhere = !is_of_network_ && reader_.is_for_everyone(node) &&
                        std::none_of(denials_.begin(), denials_.end(),
                                     [&](const Node* denial) { return reader_.callers.are_limited_by(*denial, node); });
    row.is_restricted = node.get("Condition") != nullptr && node.get("Condition")->size > 0;
    row.everything = reader_.allowed_on_everything(node);
    for (const auto& [name, negated] : kParts) {
      const bool is_negated = !negated.empty() && node.get(name) == nullptr && node.get(negated) != nullptr;
      const Node* value = node.get(is_negated ? negated : name);
      std::string text, key;
      if (value != nullptr) {
        text = fmt::format("{}{}", is_negated ? "not " : "", value_text(*value, &side_.secrets()));
        // Of a text that is cut nothing is known.
        key = text.size() > kMaxValueText ? fmt::format("{}", fmt::ptr(value))
              : name == "Principal"       ? canonical_principal(*value)
                                          : canonical(*value);
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
        if (name == "Action") key = to_lower(key);
      }
      row.columns.push_back(std::move(text));
      row.key += fmt::format("{}{}\n", is_negated ? "not " : "", key);
    }
    return row;
  }

  void managed_policies(const Node& node) {
    if (each_branch(node, [&](const Node& branch) { managed_policies(branch); })) return;
    if (node.is_sequence()) {
      for (const Node* item : node.items()) managed_policies(*item);
    } else if (!is_full()) {
      each_case(node, [&](const SettledCase& in) {
        if (in.value == nullptr || is_no_value(*in.value)) return;
        Row row{{"Allow", "(managed policy)", value_text(*in.value), "", ""}, in.value};
        row.everything = allowed_by_managed_policy(*in.value);
        add(std::move(row), in);
      });
    }
  }

  void walk(const Node& node) {
    if (each_branch(node, [&](const Node& branch) { walk(branch); })) return;
    if (const Node* policy = policy_in_text(side_, node, arena_)) return walk(*policy);
    for (const Node* item : node.items()) walk(*item);
    for (const Member& one : node.members()) {
      if (one.key->text() == "Statement") {
        statements(*one.value);
      } else if (one.key->text() == "ManagedPolicyArns") {
        managed_policies(*one.value);
      } else {
        walk(*one.value);
      }
    }
  }

  bool is_of_network_ = false;
  std::vector<const Node*> denials_;  // of the policy
};

// Protocols that a rule of a security group may name by their numbers.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
constexpr std::pair<std::string_view, std::string_view> kProtocols[] = {
    {"-1", "all"}, {"1", "icmp"}, {"6", "tcp"}, {"17", "udp"}, {"58", "icmpv6"}};

std::string protocol_of(std::string written) {
  const std::string text = to_lower(written);
  for (const auto& [number, name] : kProtocols) {
    if (text == number || text == name) return std::string(name);
  }
  return written;
}

// What it says of its peer.
constexpr std::string_view kPeers[] = {"CidrIp",
                                       "CidrIpv6",
                                       "SourceSecurityGroupId",
                                       "SourceSecurityGroupName",
                                       "SourcePrefixListId",
                                       "DestinationSecurityGroupId",
                                       "DestinationPrefixListId"};

// Collects the rules of a security group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
class Openings : public Collector {
public:
  Openings(const Side& side, bool is_old, const Resource& resource, Comparison& values, Arena& arena,
           bool /*is_on_both_sides*/)
      : Collector(side, is_old, values, arena) {
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

  void rule(std::string_view direction, const Node& node, const SettledCase& in) {
    const std::string protocol = protocol_of(member(node, "IpProtocol"));
    const std::string from = member(node, "FromPort"), to = member(node, "ToPort");
    std::string ports = from == to ? from : fmt::format("{}-{}", from, to);
    if (protocol == "all") ports = "all";
    std::string peer;
    const Node* address = nullptr;
    for (const std::string_view name : kPeers) {
      if (const Node* value = node.get(name)) {
        peer = value_text(*value);
        address = value;
        break;
      }
    }
    // The value that a function has for certain or by default: whom a rule lets in matters more than what names it.
    if (address != nullptr && address->function != Function::None) {
      const Node* value = reader_.known(address);
      const std::string_view how = value != nullptr ? "" : " by default";
      if (value == nullptr) value = values_.value_by_default(side_, *address);
      address = value != nullptr && value->is_scalar() && value->function == Function::None ? value : nullptr;
      if (address != nullptr) peer += fmt::format(" ({}{})", value_text(*address), how);
    }
    Row row{{std::string(direction), protocol, ports, peer}, &node};
    row.direction = direction;
    if (address != nullptr) row.range = address->text();
    row.is_everywhere = is_open_range(row.range);
    add(std::move(row), in);
  }
};

// Whether a rule of a security group certainly lets in all that another one does.
bool lets_in(const Row& wide, const Row& narrow) {
  if (wide.direction.empty() || wide.direction != narrow.direction) return false;
  const auto &outer = wide.columns, &inner = narrow.columns;
  const bool has_peer = outer[3] == inner[3] || (outer[3] == wide.range && holds_range(wide.range, narrow.range));
  return has_peer && (outer[1] == "all" || (outer[1] == inner[1] && holds_ports(outer[2], inner[2])));
}

// The multiset difference of both lists, in both directions. Rows that say the same otherwise are the same.
void compare_rows(std::vector<Row> before, std::vector<Row> after, Comparison& values, const ResourceChange& change,
                  std::vector<AccessChange>& out) {
  for (std::vector<Row>* rows : {&before, &after}) {
    for (Row& row : *rows) {
      if (row.key.empty()) row.key = fmt::format("{}", fmt::join(row.columns, "\n"));
    }
  }
  std::sort(before.begin(), before.end());
  std::vector<Row> changed, added, kept;
  // What was there under a condition, and is there in other cases, too, is added.
  const auto is_as_open = [&](const Row& old, const Row& row) { return values.covers(old.in, row.in); };
  const auto take = [&](const auto first, const auto last, const Row& row) {
    // The one with the same conditions, if there is one.
    auto found =
        std::find_if(first, last, [&](const Row& old) { return old.in.when == row.in.when && is_as_open(old, row); });
    if (found == last) found = std::find_if(first, last, [&](const Row& old) { return is_as_open(old, row); });
    if (found == last) return false;
    const std::optional<SettledCase> rest = values.rest_of(found->in, row.in);
    if (rest) {
      found->in = *rest;
    } else {
      kept.push_back(std::move(*found));
      before.erase(found);
    }
    return true;
  };
  const auto by_key = [](const Row& a, const Row& b) { return a.key < b.key; };
  for (Row& row : after) {
    const auto [first, last] = std::equal_range(before.begin(), before.end(), row, by_key);
    if (!take(first, last, row)) changed.push_back(std::move(row));
  }
  for (Row& row : changed) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const Row& old) {
      return old.direction == row.direction && values.same(*old.node, *row.node) && is_as_open(old, row);
    });
    if (found != before.end()) {
      before.erase(found);
    } else {
      added.push_back(std::move(row));
    }
  }
  for (std::vector<Row>* rows : {&before, &added}) {
    for (Row& row : *rows) {
      const bool was_open = std::any_of(kept.begin(), kept.end(),
                                        [&](const Row& old) { return lets_in(old, row) && is_as_open(old, row); });
      out.push_back({rows == &added, change.logical_id, std::move(row.columns), std::move(row.in.when),
                     row.is_everywhere, row.is_restricted, std::move(row.everything), std::move(row.range), was_open});
    }
  }
}

}  // namespace

void find_access_changes(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  std::set<std::string_view> seen;
  Arena arena;  // of policies that are texts
  for (const ResourceChange& one : change.resources) {
    // A resource whose conditions change may have several changes.
    if (!seen.insert(one.logical_id).second) continue;
    const Resource* old = before.model().find_resource(one.logical_id);
    const Resource* now = after.model().find_resource(one.logical_id);
    values.each_existence(old, now, [&](bool was, bool is) {
      const auto rows = [&]<typename T>(bool is_old, T*) {
        const Resource* resource = is_old ? (was ? old : nullptr) : is ? now : nullptr;
        return resource == nullptr ? std::vector<Row>()
                                   : T(is_old ? before : after, is_old, *resource, values, arena, was && is).rows;
      };
      const auto compare = [&]<typename T>(T* kind, std::vector<AccessChange>& out) {
        compare_rows(rows(true, kind), rows(false, kind), values, one, out);
      };
      compare(static_cast<Statements*>(nullptr), change.statements);
      compare(static_cast<Openings*>(nullptr), change.openings);
    });
  }
}

}  // namespace virga
