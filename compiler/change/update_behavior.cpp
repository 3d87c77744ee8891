#include "compiler/change/update_behavior.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "compiler/change/comparison.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/support/text.h"
#include "schemas/schema_words.h"

namespace virga {
namespace {

// Parses a value of the table `update-behavior`.
std::optional<UpdateEffect> effect_of(std::string_view text) {
  if (text == "no interruption") return UpdateEffect::NoInterruption;
  if (text == "some interruptions") return UpdateEffect::SomeInterruption;
  if (text == "conditional") return UpdateEffect::MayReplace;
  if (text == "replacement") return UpdateEffect::Replace;
  if (text == "not supported") return UpdateEffect::Unsupported;
  return std::nullopt;
}

UpdateEffect effect_of(Replacement replacement) {
  switch (replacement) {
    case Replacement::Never:
      return UpdateEffect::NoInterruption;
    case Replacement::Conditional:
      return UpdateEffect::MayReplace;
    case Replacement::Always:
      return UpdateEffect::Replace;
    default:
      return UpdateEffect::Unknown;
  }
}

// Types whose name has a word of its own.
constexpr std::pair<std::string_view, std::string_view> kOwnWords[] = {
    {"AWS::ApiGateway::DomainName", "DomainName"},     {"AWS::ApiGatewayV2::DomainName", "DomainName"},
    {"AWS::Cognito::UserPoolDomain", "Domain"},        {"AWS::EC2::KeyPair", "KeyName"},
    {"AWS::ElastiCache::CacheCluster", "ClusterName"}, {"AWS::EC2::SecurityGroup", "GroupName"},
};

// Types with an identifier of their own whose name cannot be taken twice all the same. Names of others with one
// (clusters of EMR, keys of API Gateway, sets of WAF Classic) are labels.
constexpr std::string_view kUniqueNames[] = {
    "AWS::AmazonMQ::Broker",
    "AWS::AppMesh::GatewayRoute",
    "AWS::AppMesh::Mesh",
    "AWS::AppMesh::Route",
    "AWS::AppMesh::VirtualGateway",
    "AWS::AppMesh::VirtualNode",
    "AWS::AppMesh::VirtualRouter",
    "AWS::AppMesh::VirtualService",
    "AWS::CloudFormation::Macro",
    "AWS::CloudFormation::StackSet",
    "AWS::CodeBuild::Project",
    "AWS::CodeBuild::ReportGroup",
    "AWS::DAX::Cluster",
    "AWS::DAX::SubnetGroup",
    "AWS::DocDB::DBCluster",
    "AWS::DocDB::DBInstance",
    "AWS::EC2::KeyPair",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::SecurityGroup",
    "AWS::EKS::Nodegroup",
    "AWS::Elasticsearch::Domain",
    "AWS::IoT::Policy",
    "AWS::KinesisAnalytics::Application",
    "AWS::MediaStore::Container",
    "AWS::NeptuneGraph::Graph",
    "AWS::OpenSearchServerless::Collection",
    "AWS::QLDB::Ledger",
    "AWS::SecretsManager::Secret",
    "AWS::ServiceDiscovery::HttpNamespace",
    "AWS::ServiceDiscovery::Service",
};

// Properties whose effect the UpdatePolicy decides: what it is while that is true, and else.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
struct PolicyEffect {
  std::string_view type, property;
  std::string_view policy;  // with dots
  UpdateEffect on;
  std::optional<UpdateEffect> off;  // empty: as the facts say
};
constexpr std::string_view kGroup = "AWS::AutoScaling::AutoScalingGroup";
constexpr std::string_view kWillReplace = "AutoScalingReplacingUpdate.WillReplace";
constexpr PolicyEffect kPolicyEffects[] = {
    {kGroup, "LaunchConfigurationName", kWillReplace, UpdateEffect::Replace, std::nullopt},
    {kGroup, "LaunchTemplate", kWillReplace, UpdateEffect::Replace, std::nullopt},
    {kGroup, "PlacementGroup", kWillReplace, UpdateEffect::Replace, std::nullopt},
    {kGroup, "VPCZoneIdentifier", kWillReplace, UpdateEffect::Replace, std::nullopt},
    {"AWS::ElastiCache::ReplicationGroup", "NodeGroupConfiguration", "UseOnlineResharding",
     UpdateEffect::NoInterruption, std::nullopt},
    {"AWS::ElastiCache::ReplicationGroup", "NumNodeGroups", "UseOnlineResharding", UpdateEffect::NoInterruption,
     std::nullopt},
    {"AWS::Elasticsearch::Domain", "ElasticsearchVersion", "EnableVersionUpgrade", UpdateEffect::NoInterruption,
     UpdateEffect::Replace},
    {"AWS::OpenSearchService::Domain", "EngineVersion", "EnableVersionUpgrade", UpdateEffect::NoInterruption,
     UpdateEffect::Replace},
};

// Properties that replace with one value and not with another: from what, to what. `usual`: where nothing is written.
struct ValueEffect {
  std::string_view type, property, usual, from, to;
  UpdateEffect effect;
};
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html
constexpr ValueEffect kValueEffects[] = {
    {"AWS::EC2::VPC", "InstanceTenancy", "default", "dedicated", "default", UpdateEffect::NoInterruption},
    {"AWS::EC2::VPC", "InstanceTenancy", "default", "default", "dedicated", UpdateEffect::Replace},
    {"AWS::EC2::VPC", "InstanceTenancy", "default", "default", "default", UpdateEffect::NoInterruption},
};

// Parts of the items of a list that cannot be edited in an item that stays, which `identity` tells.
struct ItemEffect {
  std::string_view type, list, identity, part;
  UpdateEffect effect;
};
constexpr ItemEffect kItemEffects[] = {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    {"AWS::DynamoDB::Table", "AttributeDefinitions", "AttributeName", "AttributeType", UpdateEffect::Replace},
};

// Lists that mean the same in any order.
constexpr std::pair<std::string_view, std::string_view> kSets[] = {
    // The sign-in options of a pool:
    // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    {"AWS::Cognito::UserPool", "AliasAttributes"},
    {"AWS::Cognito::UserPool", "UsernameAttributes"},
};

// Properties of SAM that become one of another name.
struct MadeProperty {
  std::string_view type, property, made;
};
constexpr MadeProperty kMadeProperties[] = {
    {"AWS::Serverless::Function", "CodeUri", "Code"},
    {"AWS::Serverless::Function", "InlineCode", "Code"},
    {"AWS::Serverless::SimpleTable", "PrimaryKey", "KeySchema"},
    {"AWS::Serverless::StateMachine", "Name", "StateMachineName"},
    {"AWS::Serverless::StateMachine", "Type", "StateMachineType"},
};

// The resource on one side of a comparison.
struct Version {
  const Side& side;
  const Resource& resource;
};

// The value, or the one by default; null if neither is known or it is no scalar.
const Node* scalar_in(const Side& side, const Node* node, bool by_default) {
  if (node == nullptr) return nullptr;
  const Node* value = by_default ? side.value_by_default(*node) : side.constant(*node);
  return value != nullptr && value->is_scalar() ? value : nullptr;
}

const Node* item_with(const Version& version, const ItemEffect& row, std::string_view identity) {
  const Node* list = version.resource.property(row.list);
  if (list == nullptr) return nullptr;
  const auto items = list->items();
  const auto found = std::find_if(items.begin(), items.end(), [&](const Node* item) {
    const Node* name = scalar_in(version.side, item->get(row.identity), true);
    return name != nullptr && name->text() == identity;
  });
  return found == items.end() ? nullptr : *found;
}

// The effect if the change is in an item that has another value of the part than the one with the same identity had.
std::optional<UpdateEffect> effect_of_edit(const Version& before, const Version& after, const ItemEffect& row,
                                           const PropertyChange& one) {
  const std::string list = fmt::format("/Properties/{}/", row.list);
  const Version& changed = one.action == ChangeAction::Remove ? before : after;
  const Node* items = changed.resource.property(row.list);
  std::size_t index = 0;
  if (items == nullptr || !one.path.starts_with(list)) return std::nullopt;
  std::from_chars(one.path.data() + list.size(), one.path.data() + one.path.size(), index);
  const Node* item = index < items->items().size() ? items->items()[index] : nullptr;
  if (item == nullptr) return std::nullopt;
  const bool is_part = one.action == ChangeAction::Modify && one.path.ends_with(fmt::format("/{}", row.part));
  const std::optional<UpdateEffect> open =
      is_part && row.effect == UpdateEffect::Replace ? std::optional(UpdateEffect::MayReplace) : std::nullopt;
  const Node* identity = scalar_in(changed.side, item->get(row.identity), true);
  if (identity == nullptr) return open;
  const Node* was = item_with(before, row, identity->text());
  const Node* is = item_with(after, row, identity->text());
  const Node* old_part = was == nullptr ? nullptr : was->get(row.part);
  const Node* new_part = is == nullptr ? nullptr : is->get(row.part);
  if (old_part == nullptr || new_part == nullptr) return std::nullopt;
  const Node* old_value = scalar_in(before.side, old_part, is_part);
  const Node* new_value = scalar_in(after.side, new_part, is_part);
  if (old_value == nullptr || new_value == nullptr) return open;
  // Both are the same by default, so that something else makes them differ.
  if (old_value->text() == new_value->text()) return open;
  return row.effect;
}

bool is_label(const ResourceType& type, std::string_view name) {
  return type.primary_identifier_count() == 1 && type.primary_identifier(0) != name &&
         type.primary_identifier(0).ends_with("Id") &&
         !std::binary_search(std::begin(kUniqueNames), std::end(kUniqueNames), type.name());
}

bool is_index(std::string_view step) {
  return !step.empty() && std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Does the page of a part of the property, on the way to what changed, ask for a replacement?
bool part_replaces(Schema schema, std::span<const std::string> path) {
  for (const std::string& step : path) {
    if (is_index(step)) {
      const std::optional<Keyword> items = schema.find(KeywordId::Items);
      if (!items) return false;
      schema = items->schema();
      continue;
    }
    const std::optional<Keyword> properties = schema.find(KeywordId::Properties);
    const std::optional<Property> part = properties ? properties->find(step) : std::nullopt;
    if (!part) return false;
    if (part->replacement == Replacement::Always || part->replacement == Replacement::Conditional) return true;
    schema = part->schema;
  }
  return false;
}

// The effect of a property of a SAM resource that is not expanded, as far as it is that of one property of what the
// resource becomes; what else the transform makes of it is not known.
UpdateEffect sam_effect(const SchemaDatabase& facts, std::string_view type, std::span<const std::string> path,
                        ChangeAction action) {
  const std::string_view made = deployed_type(type);
  if (made == type) return UpdateEffect::Unknown;
  const auto renamed =
      std::find_if(std::begin(kMadeProperties), std::end(kMadeProperties),
                   [&](const MadeProperty& one) { return one.type == type && one.property == path.front(); });
  const bool is_renamed = renamed != std::end(kMadeProperties);
  std::vector<std::string> steps(path.begin(), path.end());
  if (is_renamed) steps = {std::string(renamed->made)};
  const UpdateEffect effect = update_effect(facts, made, steps, action);
  // What is there where nothing is written is the transform's choice.
  const bool is_open = action != ChangeAction::Modify && path.size() == 1 && effect != UpdateEffect::NoInterruption;
  if (effect == UpdateEffect::Unlisted || path.front() == "Role") return UpdateEffect::Unknown;
  return is_open ? UpdateEffect::MayReplace : effect;
}

}  // namespace

UpdateEffect update_effect(const SchemaDatabase& facts, std::string_view type, std::span<const std::string> path,
                           ChangeAction action) {
  const auto macro = std::find(path.begin(), path.end(), "Fn::Transform");
  if (path.empty() || macro == path.begin()) return UpdateEffect::Unknown;
  // What it writes into a part of a property may be what was there.
  if (macro != path.end()) {
    const auto before = static_cast<std::size_t>(macro - path.begin());
    const UpdateEffect effect = update_effect(facts, type, path.first(before), ChangeAction::Modify);
    return effect == UpdateEffect::Replace ? UpdateEffect::MayReplace : effect;
  }
  if (type.starts_with("AWS::Serverless::")) return sam_effect(facts, type, path, action);
  // The longest matching path in the table.
  std::string key(type.starts_with("Custom::") ? "Custom::*" : type);
  std::optional<UpdateEffect> special;
  const auto look_up = [&] {
    const std::vector<std::string_view> found = facts.lookup("update-behavior", key);
    if (!found.empty()) special = effect_of(found.front());
  };
  look_up();
  for (const std::string& step : path) {
    key += is_index(step) ? "[]" : "." + step;
    look_up();
  }
  if (action != ChangeAction::Modify) {
    key += action == ChangeAction::Add ? " (added)" : " (removed)";
    const std::vector<std::string_view> found = facts.lookup("update-behavior", key);
    if (!found.empty()) return effect_of(found.front()).value_or(UpdateEffect::Unknown);
  }
  if (special == UpdateEffect::Unsupported) return *special;
  const std::optional<ResourceType> known = facts.find_type(type);
  const std::optional<Keyword> properties =
      known ? known->properties().find(KeywordId::Properties) : std::optional<Keyword>();
  const std::optional<Property> property = properties ? properties->find(path.front()) : std::nullopt;
  UpdateEffect effect = property ? effect_of(property->replacement)
                        : known  ? UpdateEffect::Unlisted
                                 : UpdateEffect::Unknown;
  // The pages of the type and of the part say two things: nobody should learn the worse one from the update.
  if (effect == UpdateEffect::NoInterruption && part_replaces(property->schema, path.subspan(1))) {
    effect = UpdateEffect::MayReplace;
  }
  if (is_unknown(effect)) return special.value_or(effect);
  // The packages call a property conditional that is updated in place: the page of the type tells them apart.
  if (effect == UpdateEffect::MayReplace && special == UpdateEffect::SomeInterruption) return *special;
  return special ? std::max(effect, *special) : effect;
}

void refine_effect(const Side& before_side, const Resource& before, const Side& side, const Resource& after,
                   PropertyChange& one) {
  if (one.attribute != "Properties") return;
  for (const PolicyEffect& row : kPolicyEffects) {
    if (row.type != after.type || row.property != one.name) continue;
    const Node* value = after.body()->get("UpdatePolicy");
    bool is_on = false, is_known = true;
    for (std::string_view rest = row.policy; is_known && value != nullptr;) {
      value = side.constant(*value);
      if (value == nullptr || rest.empty()) {
        is_known = value != nullptr && (is_no_value(*value) || to_boolean(*value, is_on));
        break;
      }
      const std::size_t dot = rest.find('.');
      value = value->get(rest.substr(0, dot));
      rest.remove_prefix(dot == std::string_view::npos ? rest.size() : dot + 1);
    }
    if (is_on) {
      one.effect = row.on;
    } else if (!is_known && row.on == UpdateEffect::Replace) {
      one.effect = UpdateEffect::MayReplace;
    } else if (row.off) {
      // What it was or becomes by default is not known, and may be the same.
      one.effect = is_known && one.action == ChangeAction::Modify ? *row.off : UpdateEffect::MayReplace;
    }
  }
  for (const ValueEffect& row : kValueEffects) {
    if (row.type != after.type || row.property != one.name) continue;
    const std::string_view was = one.before ? one.before->text : row.usual,
                           is = one.after ? one.after->text : row.usual;
    if (was == row.from && is == row.to) one.effect = row.effect;
  }
  const bool is_order =
      one.note == kOrderNote && one.path.find('/', std::string_view("/Properties/").size()) == std::string::npos;
  if (is_order && std::find(std::begin(kSets), std::end(kSets), std::pair(after.type, std::string_view(one.name))) !=
                      std::end(kSets)) {
    one.effect = UpdateEffect::NoInterruption;
  }
  for (const ItemEffect& row : kItemEffects) {
    if (row.type != after.type || row.list != one.name) continue;
    one.effect = effect_of_edit({before_side, before}, {side, after}, row, one).value_or(one.effect);
  }
}

bool is_unknown(UpdateEffect effect) { return effect == UpdateEffect::Unlisted || effect == UpdateEffect::Unknown; }

std::string unknown_reason(UpdateEffect effect, std::string_view type) {
  if (effect == UpdateEffect::Unlisted) return fmt::format("{} has no such property", type);
  if (type.starts_with("AWS::Serverless::")) return "what the SAM transform makes of it is not known";
  return fmt::format("it is not known how {} is updated", type.empty() ? "a resource without a type" : type);
}

UpdateEffect combined(UpdateEffect one, UpdateEffect other) {
  // The new resource is created with the property that could not be updated.
  if (one == UpdateEffect::Replace || other == UpdateEffect::Replace) return UpdateEffect::Replace;
  return std::max(one, other);
}

std::string documentation_page(std::string_view type) {
  std::string name;
  for (std::size_t at = type.find("::"); at != std::string_view::npos;) {
    const std::size_t next = type.find("::", at + 2);
    name += '-';
    name += to_lower(type.substr(at + 2, next == std::string_view::npos ? next : next - at - 2));
    at = next;
  }
  return "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource" + name + ".html";
}

std::string_view name_property(const SchemaDatabase& facts, std::string_view type) {
  // Record sets with the same name may differ in type and weight, job definitions in revision.
  if (type.starts_with("AWS::Route53::RecordSet") || type == "AWS::Batch::JobDefinition") return {};
  const std::optional<ResourceType> known = facts.find_type(type);
  if (!known) return {};
  const std::optional<Keyword> properties = known->properties().find(KeywordId::Properties);
  if (!properties) return {};
  // "DBInstanceIdentifier" of AWS::RDS::DBInstance, "TableName" of AWS::DynamoDB::Table, "Name" of others.
  const std::string noun(type.substr(type.rfind(':') + 1));
  const auto own =
      std::find_if(std::begin(kOwnWords), std::end(kOwnWords), [&](const auto& one) { return one.first == type; });
  const std::string last = own != std::end(kOwnWords) ? std::string(own->second) : noun + "Id";
  for (const std::string& candidate : {noun + "Name", noun + "Identifier", std::string("Name"), last}) {
    const std::optional<Property> property = properties->find(candidate);
    if (property && property->replacement == Replacement::Always && !property->read_only) {
      return is_label(*known, property->name) ? std::string_view() : property->name;
    }
  }
  // "TableName" of AWS::DynamoDB::GlobalTable: what tells resources apart.
  if (known->primary_identifier_count() == 1 && known->primary_identifier(0).ends_with("Name")) {
    const std::optional<Property> property = properties->find(known->primary_identifier(0));
    if (property && property->replacement == Replacement::Always && !property->read_only) return property->name;
  }
  return {};
}

std::string_view replacement_of(UpdateEffect effect) {
  switch (effect) {
    case UpdateEffect::Replace:
      return "True";
    case UpdateEffect::MayReplace:
    case UpdateEffect::Unknown:
      return "Conditional";
    default:
      return "False";
  }
}

std::string_view to_string(UpdateEffect effect) {
  switch (effect) {
    case UpdateEffect::None:
      return "no update";
    case UpdateEffect::Unlisted:
    case UpdateEffect::Unknown:
      return "unknown effect";
    case UpdateEffect::NoInterruption:
      return "no interruption";
    case UpdateEffect::SomeInterruption:
      return "some interruption";
    case UpdateEffect::MayReplace:
      return "may replace";
    case UpdateEffect::Replace:
      return "replacement";
    case UpdateEffect::Unsupported:
      return "update not supported";
  }
  return {};
}

bool may_replace(UpdateEffect effect) { return effect >= UpdateEffect::Unlisted && effect <= UpdateEffect::Replace; }

}  // namespace virga
