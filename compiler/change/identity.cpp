#include "compiler/change/identity.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

// Types whose service takes the same identifier twice: it makes another revision, or changes or keeps what is there.
// https://docs.aws.amazon.com/batch/latest/APIReference/API_RegisterJobDefinition.html
// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
// https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
// https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
constexpr std::string_view kTakenTwice[] = {"AWS::ApplicationAutoScaling::ScalableTarget", "AWS::Batch::JobDefinition",
                                            "AWS::Cognito::UserPoolUserToGroupAttachment",
                                            "AWS::WAFRegional::WebACLAssociation", "AWS::WAFv2::WebACLAssociation"};

constexpr std::string_view kComputeErrors =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";

// Types that the facts identify by an ID which the service makes, although it refuses a second one for all of these.
struct Pairing {
  std::string_view type, page;
  std::string_view properties[4];
};
constexpr Pairing kPairings[] = {
    {"AWS::Lambda::EventSourceMapping",
     "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html",
     {"FunctionName", "EventSourceArn", "Topics", "Queues"}},
    // Resource.AlreadyAssociated
    {"AWS::EC2::VPCGatewayAttachment", kComputeErrors, {"InternetGatewayId"}},
};

// Types of which the service refuses a second one with what the facts say that no two have in common (unique-together).
// The errors are RouteAlreadyExists, InvalidPermission.Duplicate and NetworkAclEntryAlreadyExists of EC2,
// ConflictException of API Gateway, and PriorityInUse.
constexpr std::pair<std::string_view, std::string_view> kRefusedTwice[] = {
    {"AWS::ApiGateway::Resource", "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html"},
    {"AWS::ApiGatewayV2::Route",
     "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html"},
    {"AWS::EC2::NetworkAclEntry", kComputeErrors},
    {"AWS::EC2::Route", kComputeErrors},
    {"AWS::EC2::SecurityGroupEgress", kComputeErrors},
    {"AWS::EC2::SecurityGroupIngress", kComputeErrors},
    {"AWS::ElasticLoadBalancingV2::ListenerRule",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html"},
};

// What an identifier of the facts, which is what Ref returns, leaves out.
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetModel.html
// https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-servicediscovery-service-dnsconfig.html
constexpr std::pair<std::string_view, std::string_view> kAlso[] = {
    {"AWS::ApiGateway::Model", "RestApiId"},
    {"AWS::Glue::Database", "CatalogId"},
    {"AWS::ServiceDiscovery::Service", "DnsConfig"},
};
// And what looks like a place, and the name is unique without it.
// https://docs.aws.amazon.com/batch/latest/APIReference/API_CreateComputeEnvironment.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
// https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_CreateFirewall.html
constexpr std::pair<std::string_view, std::string_view> kNoPlaces[] = {
    {"AWS::Batch::ComputeEnvironment", "Type"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Type"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "VpcId"},
    {"AWS::NetworkFirewall::Firewall", "VpcId"},
};

// How properties are called that name what a resource belongs to, or its kind or version, ...
constexpr std::string_view kPlaces[] = {"Bucket",          "Cluster", "Database", "Project", "Scope",
                                        "SemanticVersion", "Type",    "Version",  "Vpc",     "Workspace"};
constexpr std::string_view kPlaceEndings[] = {"Arn", "ARN", "Id", "Identifier", "Name"};
// ... and those of what it only uses.
constexpr std::string_view kUsed[] = {"KMS", "Key", "Kms", "Role", "Snapshot", "Subnet"};

template <typename List, typename Value>
bool is_among(const List& list, const Value& value) {
  return std::find(std::begin(list), std::end(list), value) != std::end(list);
}

bool is_place(std::string_view type, const Property& property) {
  const std::string_view name = property.name;
  if (property.replacement != Replacement::Always || property.read_only || is_among(kNoPlaces, std::pair(type, name))) {
    return false;
  }
  const auto is_in = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
  if (std::any_of(std::begin(kUsed), std::end(kUsed), is_in)) return false;
  return is_among(kPlaces, name) || std::any_of(std::begin(kPlaceEndings), std::end(kPlaceEndings),
                                                [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

Identity identity_of(const SchemaDatabase& facts, std::string_view type) {
  Identity found;
  for (const Pairing& one : kPairings) {
    if (one.type != type) continue;
    std::copy_if(std::begin(one.properties), std::end(one.properties), std::back_inserter(found.properties),
                 [](std::string_view property) { return !property.empty(); });
    found.is_identifier = true;
    found.page = one.page;
    return found;
  }
  for (const auto& [owner, page] : kRefusedTwice) {
    if (owner != type) continue;
    for (const std::string_view property : facts.lookup("unique-together", type)) {
      const std::size_t end = std::min(property.find('?'), property.size());
      found.properties.push_back(property.substr(0, end));
      if (end < property.size()) found.optional.emplace_back(property.substr(0, end), property.substr(end + 1));
    }
    found.is_identifier = true;
    found.page = page;
    return found;
  }
  const std::optional<ResourceType> known = is_among(kTakenTwice, type) ? std::nullopt : facts.find_type(type);
  const std::optional<Keyword> properties =
      known ? known->properties().find(KeywordId::Properties) : std::optional<Keyword>();
  if (!properties) return found;
  std::vector<std::string_view> identifier;
  for (std::uint32_t i = 0; i < known->primary_identifier_count(); ++i) {
    const std::optional<Property> property = properties->find(known->primary_identifier(i));
    if (property && !property->read_only) identifier.push_back(property->name);
  }
  const auto add = [&](std::string_view property) {
    if (!is_among(found.properties, property)) found.properties.push_back(property);
  };
  found.is_identifier = !identifier.empty() && identifier.size() == known->primary_identifier_count();
  const std::string_view name = name_property(facts, type);
  if (!found.is_identifier && name.empty()) return found;
  if (!found.is_identifier) add(name);
  for (const std::string_view property : identifier) add(property);
  for (const auto& [owner, property] : kAlso) {
    if (owner == type) add(property);
  }
  for (std::uint32_t i = 0; !found.is_identifier && i < properties->count(); ++i) {
    if (const Property property = properties->property(i); is_place(type, property)) add(property.name);
  }
  return found;
}

}  // namespace virga
