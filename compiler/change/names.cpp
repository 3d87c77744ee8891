// New resources under a name, or with an identifier, that a resource of the old template still has: it keeps it, or
// goes later, since CloudFormation creates before it deletes. One that is updated in place to another may do so before,
// and of that nothing is said.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/change/identity.h"
#include "compiler/change/port_rules.h"
#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/resolve/text_pieces.h"

namespace virga {
namespace {

constexpr std::string_view kUpdates =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html";
// A second resource with the same identifier is refused: contract_create_create.
constexpr std::string_view kContract =
    "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/contract-tests.html";
// The most resources with values that only the deployment knows, and that may be the same, to compare with a new one.
constexpr std::size_t kMaxOpen = 256;

// Properties of an identifier that two resources have in common where neither sets them; of others, a service or
// CloudFormation makes up a value. The one of records has another property that says the same.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-basepathmapping.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
constexpr std::pair<std::string_view, std::string_view> kSameIfUnset[] = {
    {"AWS::ApiGateway::BasePathMapping", "BasePath"}, {"AWS::Events::EventBusPolicy", "EventBusName"},
    {"AWS::Lambda::EventSourceMapping", "Queues"},    {"AWS::Lambda::EventSourceMapping", "Topics"},
    {"AWS::Route53::RecordSet", "SetIdentifier"},
};
constexpr std::string_view kZoneId = "HostedZoneId", kZoneName = "HostedZoneName";

// Attributes that are what Ref returns, as "Return values" of the types' pages says; of those that identifiers name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
constexpr std::pair<std::string_view, std::string_view> kSameAsRef[] = {
    {"AWS::ApiGateway::Resource", "ResourceId"},
    {"AWS::ApiGateway::RestApi", "RestApiId"},
    {"AWS::ApiGatewayV2::Api", "ApiId"},
    {"AWS::EC2::InternetGateway", "InternetGatewayId"},
    {"AWS::EC2::NetworkAcl", "Id"},
    {"AWS::EC2::RouteTable", "RouteTableId"},
    {"AWS::EC2::SecurityGroup", "GroupId"},
    {"AWS::EC2::VPC", "VpcId"},
    {"AWS::ElasticLoadBalancingV2::Listener", "ListenerArn"},
};

struct Part {
  std::string_view property;
  const Node* value = nullptr;  // null where it is the same for all that do not set it
  std::string_view unset = {};  // what it is there, if that may be written, too
};

// What the update does to the identity of a resource that has it before.
enum class Fate : std::uint8_t {
  Goes,   // with the resource, once the new ones are there
  Stays,  // with it
  Moves,  // the resource may get another one in place
};

struct Identified {
  const Resource* resource;
  std::vector<Part> parts;
};

class NameConflicts {
public:
  NameConflicts(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                TemplateChange& change)
      : before_(before), after_(after), facts_(facts), values_(values), change_(change) {}

  void run() {
    for (const ResourceChange& one : change_.resources) {
      if (!one.old_type.empty() || !gets_new_identity(one)) continue;
      const Resource* now = after_.model().find_resource(one.logical_id);
      const std::vector<Part> parts = now == nullptr ? std::vector<Part>() : parts_of(*now);
      if (parts.empty()) continue;
      if (!collected_) collect();
      if (const Resource* owner = owner_of(*now, parts)) report(one, *now, parts, *owner);
    }
  }

private:
  const Identity& identity(std::string_view type) {
    const auto [found, is_new] = identities_.try_emplace(type);
    if (is_new) found->second = identity_of(facts_, type);
    return found->second;
  }

  bool gets_new_identity(const ResourceChange& one) {
    if (one.action == ChangeAction::Add) return true;
    if (one.action != ChangeAction::Modify || one.effect != UpdateEffect::Replace) return false;
    const std::vector<std::string_view>& properties = identity(one.type).properties;
    return std::any_of(one.changes.begin(), one.changes.end(), [&](const PropertyChange& change) {
      return !change.is_dynamic && std::find(properties.begin(), properties.end(), change.name) != properties.end();
    });
  }

  static const Node* set(const Resource& resource, std::string_view property) {
    const Node* value = resource.properties == nullptr ? nullptr : resource.property(property);
    return value == nullptr || is_no_value(*value) ? nullptr : value;
  }

  // Empty where one is missing that tells two resources apart.
  std::vector<Part> parts_of(const Resource& resource) {
    std::vector<Part> parts;
    const Identity& all = identity(resource.type);
    for (const std::string_view property : all.properties) {
      Part part{property, set(resource, property)};
      if (part.value == nullptr && property == kZoneId) part = {kZoneName, set(resource, kZoneName)};
      const bool is_place = !all.is_identifier && !parts.empty();
      const auto optional = std::find_if(all.optional.begin(), all.optional.end(),
                                         [&](const auto& one) { return one.first == property; });
      if (optional != all.optional.end()) {
        part.unset = optional->second;
      } else if (part.value == nullptr && !is_place &&
                 std::find(std::begin(kSameIfUnset), std::end(kSameIfUnset), std::pair(resource.type, property)) ==
                     std::end(kSameIfUnset)) {
        return {};
      }
      parts.push_back(part);
    }
    return parts;
  }

  static const Node* fixed(const Side& side, const Node& value) {
    const Node* known = value.is_scalar() ? &value : side.constant(value);
    return known != nullptr && known->is_scalar() ? known : nullptr;
  }

  // Names of records are the same with a dot at the end, and protocols have numbers.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
  static std::string identifying(std::string_view type, std::string_view property, std::string_view text) {
    if (property == "IpProtocol") return protocol_of(std::string(text));
    const bool is_record = type == "AWS::Route53::RecordSet" && text.ends_with('.');
    return std::string(is_record ? text.substr(0, text.size() - 1) : text);
  }

  // The same for all that may have the same identity: what is known of it.
  static std::string key_of(const Side& side, std::string_view type, const std::vector<Part>& parts) {
    std::string key(type);
    for (const Part& part : parts) {
      const Node* known = part.value == nullptr ? nullptr : fixed(side, *part.value);
      key += fmt::format("\n{}{}", part.property,
                         part.value == nullptr ? (part.unset.empty() ? "" : fmt::format("={}", part.unset))
                         : known == nullptr    ? "?"
                                               : fmt::format("={}", identifying(type, part.property, known->text())));
    }
    return key;
  }

  void collect() {
    collected_ = true;
    for (const Resource& resource : before_.model().resources()) {
      std::vector<Part> parts = parts_of(resource);
      if (parts.empty()) continue;
      std::vector<Identified>& alike = owners_[key_of(before_, resource.type, parts)];
      if (alike.size() < kMaxOpen) alike.push_back({&resource, std::move(parts)});
    }
    for (const ResourceChange& one : change_.resources) {
      if (one.action == ChangeAction::Modify && may_replace(one.effect)) replaced_.insert(one.logical_id);
      changes_[one.logical_id].push_back(&one);
    }
  }

  // The resource of the old template that has the identity; null if none certainly has.
  const Resource* owner_of(const Resource& now, const std::vector<Part>& parts) {
    const auto found = owners_.find(key_of(after_, now.type, parts));
    if (found == owners_.end()) return nullptr;
    for (const Identified& old : found->second) {
      if (old.resource->name() == now.name() || !are_same(old.parts, parts)) continue;
      if (fate_of(*old.resource, old.parts) == Fate::Moves) continue;
      if (exist_together(*old.resource, now)) return old.resource;
    }
    return nullptr;
  }

  Fate fate_of(const Resource& old, const std::vector<Part>& parts) const {
    const Resource* now = after_.model().find_resource(old.name());
    if (now == nullptr || now->type != old.type) return Fate::Goes;
    const auto found = changes_.find(old.name());
    if (found == changes_.end()) return Fate::Stays;
    Fate fate = Fate::Stays;
    for (const ResourceChange* one : found->second) {
      if (one->action == ChangeAction::Remove) fate = Fate::Goes;
      if (one->action != ChangeAction::Modify) continue;
      bool is_other = false, is_replaced = true;
      for (const PropertyChange& change : one->changes) {
        const bool is_part =
            change.attribute == "Properties" &&
            std::any_of(parts.begin(), parts.end(), [&](const Part& part) { return part.property == change.name; });
        is_other = is_other || is_part;
        is_replaced = is_replaced && (!is_part || change.effect == UpdateEffect::Replace);
      }
      if (!is_other) continue;
      is_replaced = is_replaced || std::any_of(one->changes.begin(), one->changes.end(), [](const PropertyChange& any) {
                      return any.effect == UpdateEffect::Replace && any.when.empty() && !any.is_dynamic;
                    });
      if (!is_replaced) return Fate::Moves;
      fate = Fate::Goes;
    }
    return fate;
  }

  // Of parts with the same key.
  bool are_same(const std::vector<Part>& olds, const std::vector<Part>& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Node* value = parts[i].value;
      if (value == nullptr || fixed(after_, *value) != nullptr) continue;
      if (!values_.same(*olds[i].value, *value) && !are_same_ids(*olds[i].value, *value)) return false;
      if (names_replaced(*value)) return false;
    }
    return true;
  }

  // Whether one is Ref to a resource and the other one the attribute that is the same. Before there were VPCs, Ref to a
  // security group without one was its name.
  bool are_same_ids(const Node& old, const Node& now) const {
    const std::string_view owner = owner_of_id(before_, old);
    return !owner.empty() && owner == owner_of_id(after_, now);
  }

  static std::string_view owner_of_id(const Side& side, const Node& value) {
    const auto pieces = text_pieces(value);
    if (!pieces || pieces->size() != 1 || pieces->front().kind != TextPiece::Kind::Reference) return {};
    const std::string_view text = pieces->front().text;
    const std::size_t dot = std::min(text.find('.'), text.size());
    const Resource* owner = side.model().find_resource(text.substr(0, dot));
    if (owner == nullptr || (owner->type == "AWS::EC2::SecurityGroup" && set(*owner, "VpcId") == nullptr)) return {};
    const auto* same = std::find_if(std::begin(kSameAsRef), std::end(kSameAsRef),
                                    [&](const auto& one) { return one.first == owner->type; });
    if (same == std::end(kSameAsRef)) return {};
    return dot == text.size() || text.substr(dot + 1) == same->second ? owner->name() : std::string_view();
  }

  // Whether a resource that may be replaced, and so gets another ID, is named in the value.
  bool names_replaced(const Node& value) const {
    const auto pieces = text_pieces(value);
    if (!pieces) return true;
    return std::any_of(pieces->begin(), pieces->end(), [&](const TextPiece& piece) {
      if (piece.kind == TextPiece::Kind::Reference) {
        return replaced_.contains(std::string_view(piece.text).substr(0, piece.text.find('.')));
      }
      if (piece.kind == TextPiece::Kind::Literal || piece.expression == nullptr) return false;
      const auto items = piece.expression->items();
      const auto members = piece.expression->members();
      return std::any_of(items.begin(), items.end(), [&](const Node* item) { return names_replaced(*item); }) ||
             std::any_of(members.begin(), members.end(), [&](const Member& one) { return names_replaced(*one.value); });
    });
  }

  // Can the old resource exist as the new one is created?
  bool exist_together(const Resource& old, const Resource& now) {
    bool both = false;
    values_.in_case(condition_of(old), true, condition_of(now), true, [&](const std::string&) { both = true; });
    return both;
  }

  void report(const ResourceChange& one, const Resource& now, const std::vector<Part>& parts, const Resource& owner) {
    const bool stays = after_.model().find_resource(owner.name()) != nullptr;
    const std::string_view how = one.action == ChangeAction::Add ? "created" : "replaced by one";
    constexpr std::string_view kOrder = ", as CloudFormation creates before it deletes";
    const bool is_kept = fate_of(owner, parts) == Fate::Stays;
    std::vector<std::string> ways = ways_out(owner, stays);
    if (parts.front().property == name_property(facts_, now.type) &&
        (parts.size() == 1 || !identity(now.type).is_identifier)) {
      if (ways.empty() && one.action == ChangeAction::Add && !stays) {
        ways.push_back(fmt::format("keep the logical ID {}", owner.name()));
      }
      ways.insert(ways.begin(), "give it another name");
      return add_risk(change_, RiskKind::Refused, one,
                      fmt::format("{} is {}{} with the name {} ({}), which {} {}; {}", one.logical_id, how,
                                  when_of(one), value_text(*parts.front().value), parts.front().property, owner.name(),
                                  is_kept ? "keeps" : fmt::format("still has{}", kOrder), fmt::join(ways, ", or ")),
                      std::string(kUpdates));
    }
    std::vector<std::string_view> names;
    for (const Part& part : parts) {
      if (part.value != nullptr) names.push_back(part.property);
    }
    const std::string_view last = names.back();
    names.pop_back();
    const std::string_view kept = names.empty() ? "keeps it" : "keeps them";
    const std::string list = names.empty() ? fmt::format("{} {}", last, value_text(*parts.front().value))
                                           : fmt::format("{} and {}", fmt::join(names, ", "), last);
    if (one.action == ChangeAction::Add && !stays) {
      ways.insert(ways.begin(), fmt::format("keep the logical ID {}", owner.name()));
    }
    if (ways.empty()) ways.emplace_back("change one of these");
    add_risk(
        change_, RiskKind::Refused, one,
        fmt::format("{} is {}{} with the same {} as {}, which {}; {}", one.logical_id, how, when_of(one), list,
                    owner.name(), is_kept ? kept : fmt::format("is still there{}", kOrder), fmt::join(ways, ", or ")),
        std::string(identity(now.type).page.empty() ? kContract : identity(now.type).page));
  }

  // What makes room in an update before this one: nothing where that leaves the old resource as it is.
  std::vector<std::string> ways_out(const Resource& owner, bool stays) const {
    ResourceChange kept;
    set_policy(kept, before_, owner, stays ? "UpdateReplacePolicy" : "DeletionPolicy");
    if (kept.policy != "Retain") {
      return {fmt::format("{} {} in an update before this one", stays ? "change that of" : "remove", owner.name())};
    }
    return {};
  }

  const Side& before_;
  const Side& after_;
  const SchemaDatabase& facts_;
  Comparison& values_;
  TemplateChange& change_;
  bool collected_ = false;
  std::unordered_map<std::string_view, Identity> identities_;
  std::unordered_map<std::string, std::vector<Identified>> owners_;
  std::unordered_set<std::string_view> replaced_;
  std::unordered_map<std::string_view, std::vector<const ResourceChange*>> changes_;
};

}  // namespace

const Node* own_name(const SchemaDatabase& facts, const Resource& resource) {
  if (resource.properties == nullptr) return nullptr;
  const std::string_view property = name_property(facts, resource.type);
  const Node* name = property.empty() ? nullptr : resource.property(property);
  return name == nullptr || is_no_value(*name) ? nullptr : name;
}

void find_name_conflicts(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                         TemplateChange& change) {
  NameConflicts(before, after, facts, values, change).run();
}

}  // namespace virga
