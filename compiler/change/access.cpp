// Changes to policy statements and security group rules, as tables.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/support/arena.h"
#include "compiler/support/text.h"
#include "rules/engine/embedded_json.h"

namespace virga {
namespace {

bool is_no_value(const Node& node) {
  return node.function == Function::Ref && node.argument()->text() == "AWS::NoValue";
}

// The most rows that one resource adds to a table.
constexpr std::size_t kMaxRows = 500;

std::string member(const Node& node, std::string_view name) {
  const Node* value = node.get(name);
  return value == nullptr ? std::string() : value_text(*value);
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

// Whether the value is "*", or a list with it.
bool has_all(const Side& side, const Node* node, std::string_view other = {}) {
  if (node == nullptr) return false;
  const Node* value = node->function == Function::None ? node : side.constant(*node);
  if (value == nullptr) return false;
  if (value->is_scalar()) return value->text() == "*" || (!other.empty() && value->text() == other);
  const auto items = value->items();
  return std::any_of(items.begin(), items.end(),
                     [&](const Node* item) { return !item->is_sequence() && has_all(side, item, other); });
}

// The actions that a statement allows on everything, if they are all, or all but some; empty if they are not.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
std::string allowed_on_everything(const Side& side, const Node& statement) {
  if (statement.get("Effect")->text() != "Allow" || !has_all(side, statement.get("Resource"))) return {};
  if (has_all(side, statement.get("Action"), "*:*")) return "every action";
  const Node* without = statement.get("NotAction");
  if (without == nullptr || has_all(side, without, "*:*")) return {};
  return fmt::format("every action but {}", value_text(*without));
}

// What else allows everything, in any partition.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
bool is_administrator(const Node& policy) {
  const auto pieces = text_pieces(policy);
  return pieces && !pieces->empty() && pieces->back().text.ends_with(":iam::aws:policy/AdministratorAccess");
}

// A policy that is JSON text, with what functions put into it as Fn::Sub has it; null if the text is none.
const Node* policy_in_text(const Side& side, const Node& value, Arena& arena) {
  const bool is_put_together = value.function == Function::Join || value.function == Function::Sub;
  if (!is_put_together && (!value.is_string() || value.text().find('{') == std::string_view::npos)) return nullptr;
  const auto pieces = text_pieces(value);
  if (!pieces || pieces->empty() || pieces->front().text.find('{') == std::string::npos) return nullptr;
  std::string text;
  bool is_sub = false;
  for (const TextPiece& piece : *pieces) {
    const bool is_literal = piece.kind == TextPiece::Kind::Literal;
    is_sub = is_sub || !is_literal;
    text += is_literal ? piece.text : fmt::format("${{{}}}", piece.text.empty() ? "…" : piece.text);
  }
  if (text.find("Statement") == std::string::npos) return nullptr;
  const std::string_view kept = arena.copy(std::string_view(text));
  Node* scalar = arena.make<Node>();
  scalar->kind = NodeKind::String;
  scalar->range = value.range;
  scalar->chars = kept.data();
  scalar->size = static_cast<std::uint32_t>(kept.size());
  const Node* policy = read_embedded_json(*scalar, side.snapshot().source()->text(), is_sub, arena);
  return policy != nullptr && policy->get("Statement") != nullptr ? policy : nullptr;
}

// The value in one form of those that mean the same to IAM: a list of one item is that item, and no order counts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
std::string canonical(const Node& node) {
  if (node.is_scalar() || node.function != Function::None) return value_text(node);
  std::vector<std::string> parts;
  for (const Node* item : node.items()) parts.push_back(canonical(*item));
  for (const Member& one : node.members())
    parts.push_back(fmt::format("{}: {}", one.key->text(), canonical(*one.value)));
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  if (node.is_sequence() && parts.size() == 1) return parts.front();
  return fmt::format("{}{}{}", node.is_sequence() ? "[" : "{", fmt::join(parts, ", "), node.is_sequence() ? "]" : "}");
}

// Everyone, and an account by its ID or the ARN of its root, can be written in two ways.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
std::string canonical_principal(const Node& node) {
  const Node* accounts =
      node.is_mapping() && node.function == Function::None && node.size == 1 ? node.get("AWS") : nullptr;
  std::string text = accounts != nullptr ? canonical(*accounts) : canonical(node);
  if (accounts != nullptr && text == "*") return text;
  constexpr std::string_view kRoot = ":root";
  const std::size_t id = text.find(":iam::");
  if (accounts != nullptr && accounts->size > 0 && text.starts_with("arn:") && text.ends_with(kRoot) &&
      id != std::string::npos && text.find(',') == std::string::npos) {
    text = text.substr(id + 6, text.size() - id - 6 - kRoot.size());
  }
  return accounts != nullptr ? fmt::format("{{AWS: {}}}", text) : text;
}

// What a row tells of a statement: an element, and the one that says the opposite of it.
constexpr std::pair<std::string_view, std::string_view> kParts[] = {{"Effect", {}},
                                                                    {"Action", "NotAction"},
                                                                    {"Resource", "NotResource"},
                                                                    {"Principal", "NotPrincipal"},
                                                                    {"Condition", {}}};

struct Row {
  std::vector<std::string> columns;
  const Node* node = nullptr;   // what it was made from
  bool is_everywhere = false;   // AccessChange::is_everywhere
  std::string everything = {};  // AccessChange::everything
  std::string when = {};        // the conditions under which the resource has it
  std::string key = {};         // the same for all rows that say the same; set by compare_rows() where it is empty

  bool operator<(const Row& other) const { return std::tie(key, columns) < std::tie(other.key, other.columns); }
};

// Collects rows from lists and items, through the branches of Fn::If that can be.
class Collector {
public:
  std::vector<Row> rows;

protected:
  explicit Collector(const Side& side) : side_(side) {}

  bool is_full() const { return rows.size() >= kMaxRows; }

  void add(Row row) {
    row.when = when_;
    rows.push_back(std::move(row));
  }

  // Calls `then` with each branch of an Fn::If. False if the node is none.
  template <typename Then>
  bool each_branch(const Node& node, const Then& then) {
    if (node.function != Function::If || !node.argument()->is_sequence() || node.argument()->size != 3) return false;
    const auto items = node.argument()->items();
    const std::string_view condition = items[0]->text();
    const std::optional<bool> truth = side_.truth(condition);
    for (const bool value : {true, false}) {
      if (truth && *truth != value) continue;
      const std::string outer = when_;
      if (!truth) when_ += fmt::format("{}{}{}", when_.empty() ? "" : " and ", value ? "" : "not ", condition);
      then(*items[value ? 1 : 2]);
      when_ = outer;
    }
    return true;
  }

  const Side& side_;

private:
  std::string when_;
};

// Collects the policy statements in a resource's properties.
class Statements : public Collector {
public:
  Statements(const Side& side, const Resource& resource, Arena& arena) : Collector(side), arena_(arena) {
    if (resource.properties == nullptr) return;
    const Node& properties = *resource.properties->value;
    if (resource.type == "AWS::Lambda::Permission") {
      std::string condition;
      for (const std::string_view name : {"SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"}) {
        if (const Node* value = properties.get(name)) {
          condition += fmt::format("{}{}: {}", condition.empty() ? "" : ", ", name, value_text(*value));
        }
      }
      add({{"Allow", member(properties, "Action"), member(properties, "FunctionName"), member(properties, "Principal"),
            condition},
           &properties,
           properties.get("Principal") != nullptr && is_everyone(side_, *properties.get("Principal"))});
      return;
    }
    walk(properties);
  }

private:
  void statement(const Node& node) {
    if (node.is_sequence()) {
      for (const Node* item : node.items()) statement(*item);
      return;
    }
    if (each_branch(node, [&](const Node& branch) { statement(branch); })) return;
    if (node.get("Effect") == nullptr || is_full()) return;
    Row row;
    row.node = &node;
    row.is_everywhere = node.get("Principal") != nullptr && is_everyone(side_, *node.get("Principal"));
    row.everything = allowed_on_everything(side_, node);
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
    add(std::move(row));
  }

  void managed_policies(const Node& node) {
    if (each_branch(node, [&](const Node& branch) { managed_policies(branch); })) return;
    if (node.is_sequence()) {
      for (const Node* item : node.items()) managed_policies(*item);
    } else if (!is_full() && !is_no_value(node)) {
      Row row{{"Allow", "(managed policy)", value_text(node), "", ""}, &node};
      if (is_administrator(node)) row.everything = "every action";
      add(std::move(row));
    }
  }

  void walk(const Node& node) {
    if (each_branch(node, [&](const Node& branch) { walk(branch); })) return;
    if (const Node* policy = policy_in_text(side_, node, arena_)) return walk(*policy);
    for (const Node* item : node.items()) walk(*item);
    for (const Member& one : node.members()) {
      if (one.key->text() == "Statement") {
        statement(*one.value);
      } else if (one.key->text() == "ManagedPolicyArns") {
        managed_policies(*one.value);
      } else {
        walk(*one.value);
      }
    }
  }

  Arena& arena_;
};

// Collects the rules of a security group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
class Openings : public Collector {
public:
  Openings(const Side& side, const Resource& resource, Arena&) : Collector(side) {
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
    join_halves();
  }

private:
  void list(std::string_view direction, const Node* node) {
    if (node == nullptr) return;
    if (node->is_mapping() && node->function == Function::None) return rule(direction, *node);
    if (each_branch(*node, [&](const Node& branch) { list(direction, &branch); })) return;
    for (const Node* item : node->items()) list(direction, item);
  }

  // Two ranges that are every address together.
  void join_halves() {
    constexpr std::pair<std::string_view, std::string_view> kHalves[] = {{"0.0.0.0/1", "128.0.0.0/1"},
                                                                         {"::/1", "8000::/1"}};
    for (const auto& [low, high] : kHalves) {
      for (Row& row : rows) {
        if (row.columns[3] != low) continue;
        for (Row& other : rows) {
          const bool is_other_half = other.columns[3] == high && other.when == row.when &&
                                     std::equal(row.columns.begin(), row.columns.begin() + 3, other.columns.begin());
          if (is_other_half) row.is_everywhere = other.is_everywhere = true;
        }
      }
    }
  }

  void rule(std::string_view direction, const Node& node) {
    if (is_full() || is_no_value(node)) return;
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
    add({{std::string(direction), protocol, ports, peer},
         &node,
         address != nullptr && is_every_address(address->text())});
  }
};

// The multiset difference of both lists, in both directions. Rows that say the same otherwise are the same.
void compare_rows(std::vector<Row> before, std::vector<Row> after, Comparison& values, const ResourceChange& change,
                  std::vector<AccessChange>& out) {
  for (std::vector<Row>* rows : {&before, &after}) {
    for (Row& row : *rows) {
      if (row.key.empty()) row.key = fmt::format("{}", fmt::join(row.columns, "\n"));
    }
  }
  std::sort(before.begin(), before.end());
  std::vector<Row> changed, added;
  // What was there under a condition, and is there without one, is added.
  const auto is_as_open = [](const Row& old, const Row& row) { return old.when.empty() || !row.when.empty(); };
  for (Row& row : after) {
    const auto found =
        std::lower_bound(before.begin(), before.end(), row, [](const Row& a, const Row& b) { return a.key < b.key; });
    if (found != before.end() && found->key == row.key && is_as_open(*found, row)) {
      before.erase(found);
    } else {
      changed.push_back(std::move(row));
    }
  }
  for (Row& row : changed) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const Row& old) {
      return is_as_open(old, row) && values.same(*old.node, *row.node);
    });
    if (found != before.end()) {
      before.erase(found);
    } else {
      added.push_back(std::move(row));
    }
  }
  for (std::vector<Row>* rows : {&before, &added}) {
    for (Row& row : *rows) {
      std::string when = change.when;
      if (!row.when.empty()) when += (when.empty() ? "" : " and ") + row.when;
      out.push_back({rows == &added, change.logical_id, std::move(row.columns), std::move(when), row.is_everywhere,
                     std::move(row.everything)});
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
    const auto rows = [&]<typename T>(const Side& side, const Resource* resource, T*) {
      return resource == nullptr ? std::vector<Row>() : T(side, *resource, arena).rows;
    };
    compare_rows(rows(before, old, static_cast<Statements*>(nullptr)),
                 rows(after, now, static_cast<Statements*>(nullptr)), values, one, change.statements);
    compare_rows(rows(before, old, static_cast<Openings*>(nullptr)), rows(after, now, static_cast<Openings*>(nullptr)),
                 values, one, change.openings);
  }
}

}  // namespace virga
