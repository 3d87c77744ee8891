// Properties that open a resource to everyone.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/change/port_rules.h"
#include "compiler/change/property_cases.h"
#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kReachable = "can be reached from the internet";
constexpr std::string_view kCalled = "can be called by everyone";
constexpr std::string_view kReadable = "can be read by everyone";
constexpr std::string_view kUnblocked = "no longer blocks public access";
constexpr std::string_view kOpenRange =
    "an open range";  // the value of a list of ranges that opens it (is_open_range())
constexpr std::string_view kAddressed = "gets a public address";

// What a property means that is not set.
enum class Unset : std::uint8_t {
  Nothing,
  Unblocks,  // taking away what blocked access opens the resource
  Opens,     // the same as the value
};

// A value of a property that opens the resource. The page is that of the type.
struct Exposure {
  std::string_view type;
  std::string_view path;   // of the property, with dots; of a list, any item counts
  std::string_view value;  // empty if no value opens it
  std::string_view effect;
  Unset unset = Unset::Nothing;
};
constexpr Exposure kExposures[] = {
    {"AWS::AmazonMQ::Broker", "PubliclyAccessible", "true", kReachable},
    {"AWS::ApiGateway::Method", "AuthorizationType", "NONE", kCalled, Unset::Opens},
    // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
    {"AWS::ApiGatewayV2::Route", "AuthorizationType", "NONE", kCalled, Unset::Opens},
    {"AWS::DMS::ReplicationInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::AutoScaling::LaunchConfiguration", "AssociatePublicIpAddress", "true", kAddressed},
    {"AWS::CodePipeline::Webhook", "AuthenticationConfiguration.AllowedIPRange", kOpenRange, kCalled},
    {"AWS::EC2::Instance", "NetworkInterfaces.AssociatePublicIpAddress", "true", kAddressed},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress", "true", kAddressed},
    // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html
    {"AWS::EC2::VPCEndpointServicePermissions", "AllowedPrincipals", "*", "admits endpoints of everyone"},
    {"AWS::EC2::Subnet", "MapPublicIpOnLaunch", "true", "gives its instances public addresses"},
    {"AWS::ECS::Service", "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "ENABLED", kAddressed},
    {"AWS::ECS::TaskSet", "NetworkConfiguration.AwsVpcConfiguration.AssignPublicIp", "ENABLED", kAddressed},
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
    {"AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess", "true", kReachable, Unset::Opens},
    {"AWS::EKS::Cluster", "ResourcesVpcConfig.PublicAccessCidrs", kOpenRange, kReachable, Unset::Opens},
    {"AWS::GameLift::ContainerFleet", "InstanceInboundPermissions.IpRange", kOpenRange, kReachable},
    {"AWS::GameLift::Fleet", "EC2InboundPermissions.IpRange", kOpenRange, kReachable},
    // https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html
    {"AWS::ElasticLoadBalancing::LoadBalancer", "Scheme", "internet-facing", kReachable, Unset::Opens},
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "internet-facing", kReachable, Unset::Opens},
    {"AWS::Lambda::Url", "AuthType", "NONE", kCalled},
    {"AWS::MediaConnect::Flow", "Source.WhitelistCidr", kOpenRange, kReachable},
    {"AWS::MediaConnect::FlowOutput", "CidrAllowList", kOpenRange, kReachable},
    {"AWS::MediaConnect::FlowSource", "WhitelistCidr", kOpenRange, kReachable},
    {"AWS::MediaConnect::RouterNetworkInterface", "Configuration.Public.AllowRules.Cidr", kOpenRange, kReachable},
    {"AWS::MediaLive::InputSecurityGroup", "WhitelistRules.Cidr", kOpenRange, kReachable},
    // https://docs.aws.amazon.com/mediapackage/latest/apireference/origin_endpoints.html
    {"AWS::MediaPackage::OriginEndpoint", "Whitelist", kOpenRange, kReadable, Unset::Opens},
    {"AWS::MSK::Cluster", "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", "SERVICE_PROVIDED_EIPS",
     kReachable},
    {"AWS::Neptune::DBInstance", "PubliclyAccessible", "true", kReachable},
    // https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
    {"AWS::RAM::ResourceShare", "AllowExternalPrincipals", "true", "can be shared outside the organization",
     Unset::Opens},
    {"AWS::RDS::DBCluster", "PubliclyAccessible", "true", kReachable},
    {"AWS::RDS::DBInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::RDS::DBSecurityGroup", "DBSecurityGroupIngress.CIDRIP", kOpenRange, kReachable},
    {"AWS::RDS::DBSecurityGroupIngress", "CIDRIP", kOpenRange, kReachable},
    {"AWS::Redshift::Cluster", "PubliclyAccessible", "true", kReachable},
    {"AWS::Redshift::ClusterSecurityGroupIngress", "CIDRIP", kOpenRange, kReachable},
    {"AWS::RedshiftServerless::Workgroup", "PubliclyAccessible", "true", kReachable},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicAcls", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicPolicy", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.IgnorePublicAcls", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.RestrictPublicBuckets", "false", kUnblocked,
     Unset::Unblocks},
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
    {"AWS::S3::AccessPoint", "VpcConfiguration.VpcId", {}, kReachable, Unset::Unblocks},
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
    {"AWS::S3::Bucket", "AccessControl", "AuthenticatedRead", "can be read by every AWS account"},
    {"AWS::S3::Bucket", "AccessControl", "PublicRead", kReadable},
    {"AWS::S3::Bucket", "AccessControl", "PublicReadWrite", "can be read and written by everyone"},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicAcls", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicPolicy", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.IgnorePublicAcls", "false", kUnblocked, Unset::Unblocks},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.RestrictPublicBuckets", "false", kUnblocked, Unset::Unblocks},
    // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SourceIpConfig.html
    {"AWS::SageMaker::Workforce", "SourceIpConfig.Cidrs", kOpenRange, kReachable, Unset::Opens},
    {"AWS::Timestream::InfluxDBInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::WorkSpacesWeb::IpAccessSettings", "IpRules.IpRange", kOpenRange, kReachable},
};

bool is_of_ranges(const Exposure& row) { return row.value == kOpenRange; }

// Most templates have methods without authorization, resources with public addresses, shares for any account, or
// endpoints for all ranges: of these, only one that was closed is told. Security groups are told as those of EC2 are.
bool is_told_if_new(const Exposure& row) {
  return !row.type.starts_with("AWS::ApiGateway") && !row.type.starts_with("AWS::RAM::") &&
         row.path.find("PublicIp") == std::string_view::npos &&
         (!is_of_ranges(row) || row.type.find("SecurityGroup") != std::string_view::npos);
}

enum class State : std::uint8_t { Missing, Closed, Open, Unknown };

struct Found {
  State state = State::Missing;
  bool is_default = false;  // only if every parameter has its Default
  bool is_unset = false;    // the property is what says nothing
  SettledCase in = {};
  std::string range = {};  // the one that is open
  bool is_item = false;    // of a list
};

// Looks at what values are in all cases that can be.
class States {
public:
  States(const Side& side, bool is_old, Comparison& values) : side_(side), is_old_(is_old), values_(values) {}

  std::vector<Found> of(const Resource* resource, const Exposure& row) const {
    const std::size_t dot = row.path.find('.');
    if (resource == nullptr || resource->type != row.type || !has_it(*resource, row)) return {Found()};
    const Node* property = resource->property(row.path.substr(0, dot));
    if (property == nullptr) {
      // Without any properties it is one that a tool makes, of which a file says nothing.
      if (resource->properties == nullptr) return {Found()};
      const Node& all = *resource->properties->value;
      const bool is_known = all.is_mapping() && all.function == Function::None;
      return {is_known ? unset(row, {}) : Found{State::Unknown}};
    }
    // Only the part that counts has its cases told apart.
    const std::string_view rest = dot == std::string_view::npos ? std::string_view() : row.path.substr(dot + 1);
    std::vector<Found> found;
    each_property_case(values_, side_, is_old_, property, rest,
                       [&](const PropertyCase& one) { found.push_back(found_in(one, row)); });
    // What is the same in all cases needs none of them.
    const auto is_alike = [&](const Found& one) {
      return one.state == found.front().state && one.is_default == found.front().is_default &&
             one.is_unset == found.front().is_unset && one.range == found.front().range;
    };
    if (!found.empty() && std::all_of(found.begin(), found.end(), is_alike)) {
      found.resize(1);
      found.front().in = {};
    }
    return found;
  }

private:
  static Found unset(const Exposure& row, SettledCase in) {
    return {row.unset == Unset::Opens ? State::Open : State::Missing, false, true, std::move(in)};
  }

  // A balancer for gateways has no scheme, and a private endpoint no ranges that may reach it.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
  bool has_it(const Resource& resource, const Exposure& row) const {
    if (row.type == "AWS::EKS::Cluster" && is_of_ranges(row)) return !is_private(resource);
    if (row.type != "AWS::ElasticLoadBalancingV2::LoadBalancer") return true;
    const Node* kind = resource.property("Type");
    if (kind == nullptr) return true;
    kind = side_.constant(*kind);
    return kind != nullptr && kind->is_scalar() && kind->text() != "gateway";
  }

  bool is_private(const Resource& cluster) const {
    const Node* access = cluster.property("ResourcesVpcConfig");
    if (access != nullptr && access->function == Function::None) access = access->get("EndpointPublicAccess");
    if (access != nullptr) access = side_.constant(*access);
    bool on = true;
    return access != nullptr && to_boolean(*access, on) && !on;
  }

  Found found_in(const PropertyCase& one, const Exposure& row) const {
    if (one.written == nullptr) return unset(row, one.in);
    if (row.value.empty() && (one.known == nullptr || !one.is_amiss)) return {State::Closed, false, false, one.in};
    if (one.known == nullptr) return {State::Unknown, false, false, one.in};
    Found found{State::Missing, one.is_default, false, one.in};
    if (one.is_amiss) return found;
    if (!one.known->is_sequence()) {
      look(*one.known, row, found);
      return found;
    }
    // Of a list, one item that opens it is enough; others may be that.
    found.state = State::Closed;
    found.is_item = true;
    for (const Node* item : one.known->items()) {
      Found of_item;
      if (const Node* known = values_.constant(side_, *item)) {
        look(*known, row, of_item);
      } else {
        of_item.state = State::Unknown;
      }
      if (found.state == State::Open || of_item.state == State::Closed || of_item.state == State::Missing) continue;
      found.state = of_item.state;
      found.range = std::move(of_item.range);
    }
    return found;
  }

  static void look(const Node& value, const Exposure& row, Found& found) {
    if (!value.is_scalar()) return;
    bool on = false;
    const bool is_boolean = row.value == "true" || row.value == "false";
    const bool is_known = !is_boolean || to_boolean(value, on);
    const bool is_open = is_of_ranges(row) ? is_open_range(value.text())
                         : is_boolean      ? on == (row.value == "true")
                                           : value.text() == row.value;
    found.state = !is_known ? State::Unknown : is_open ? State::Open : State::Closed;
    if (is_open && is_of_ranges(row)) found.range = value.text();
  }

  const Side& side_;
  const bool is_old_;
  Comparison& values_;
};

// The authorizer that all events of the API have which name none: of the API itself, or in Globals. "NONE" if there is
// none, empty if it is not known.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
std::string_view authorizer_of(const Template& written, std::string_view api, std::string_view kind) {
  const Node* globals = written.section_body(Section::Globals);
  const Node* shared = globals == nullptr ? nullptr : globals->get(kind);
  const Resource* resource = written.find_resource(api);
  for (const Node* properties :
       {resource == nullptr || resource->properties == nullptr ? nullptr : resource->properties->value, shared}) {
    const Node* auth = properties == nullptr ? nullptr : properties->get("Auth");
    if (auth == nullptr) continue;
    if (auth->function != Function::None) return {};
    const Node* name = auth->get("DefaultAuthorizer");
    if (name != nullptr) return name->text();
  }
  return "NONE";
}

constexpr std::pair<std::string_view, std::string_view> kApiKinds[] = {{"AWS::Serverless::Api", "Api"},
                                                                       {"AWS::Serverless::HttpApi", "HttpApi"}};
constexpr std::pair<std::string_view, std::string_view> kImplicitApis[] = {{"ServerlessRestApi", "Api"},
                                                                           {"ServerlessHttpApi", "HttpApi"}};

// An event of a function or a state machine by which it is called through an API.
struct ApiEvent {
  const Member* member = nullptr;
  std::string_view owner, api, kind;  // the API's logical ID, and "Api" or "HttpApi"
  std::string route;                  // what tells it apart in its API
  const Node* auth = nullptr;         // its own
};

// Those whose API is known. One with a definition of its own says there who may call it.
std::vector<ApiEvent> api_events(const Template& written) {
  std::vector<ApiEvent> found;
  for (const Resource& owner : written.resources()) {
    const bool has_events = owner.type == "AWS::Serverless::Function" || owner.type == "AWS::Serverless::StateMachine";
    const Node* events = has_events ? owner.property("Events") : nullptr;
    if (events == nullptr || events->function != Function::None) continue;
    for (const Member& event : events->members()) {
      const Node* kind = event.value->get("Type");
      const Node* properties = event.value->get("Properties");
      if (kind == nullptr || properties == nullptr || properties->function != Function::None) continue;
      const auto implicit = std::find_if(std::begin(kImplicitApis), std::end(kImplicitApis),
                                         [&](const auto& one) { return one.second == kind->text(); });
      if (implicit == std::end(kImplicitApis)) continue;
      const Node* api = properties->get(implicit->second == "Api" ? "RestApiId" : "ApiId");
      if (api != nullptr && api->function == Function::Ref) api = api->argument();
      if (api != nullptr && !api->is_scalar()) continue;
      ApiEvent one{&event,           owner.name(), api == nullptr ? implicit->first : api->text(),
                   implicit->second, {},           properties->get("Auth")};
      const Resource* resource = written.find_resource(one.api);
      if (api != nullptr && (resource == nullptr || resource->property("DefinitionBody") != nullptr ||
                             resource->property("DefinitionUri") != nullptr)) {
        continue;
      }
      one.route = one.api;
      for (const std::string_view name : {"Path", "Method"}) {
        const Node* value = properties->get(name);
        one.route += '\n' + (value == nullptr ? std::string() : to_lower(value_text(*value)));
      }
      found.push_back(std::move(one));
    }
  }
  return found;
}

// "NONE" if everybody may call it, empty if that is not known.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-apifunctionauth.html
std::string_view authorizer_of(const Template& written, const ApiEvent& event) {
  if (event.auth != nullptr) {
    if (event.auth->function != Function::None) return {};
    if (event.auth->find("ApiKeyRequired") != nullptr || event.auth->find("ResourcePolicy") != nullptr) return {};
    const Node* own = event.auth->get("Authorizer");
    if (own != nullptr) return own->is_scalar() ? own->text() : std::string_view();
  }
  return authorizer_of(written, event.api, event.kind);
}

// Events that lose their authorizer, but for those of which find_unguarded_apis() tells.
void find_unguarded_events(const Side& before, const Side& after, TemplateChange& change) {
  const Template &old = before.snapshot().written().model(), &now = after.snapshot().written().model();
  std::unordered_map<std::string, ApiEvent> olds;
  for (ApiEvent& event : api_events(old)) olds.emplace(event.route, event);
  for (const ApiEvent& event : api_events(now)) {
    const auto was = olds.find(event.route);
    if (was == olds.end() || authorizer_of(now, event) != "NONE") continue;
    const std::string_view authorizer = authorizer_of(old, was->second);
    if (authorizer.empty() || authorizer == "NONE") continue;
    const Node* own = event.auth == nullptr ? nullptr : event.auth->get("Authorizer");
    const bool is_told = own == nullptr && authorizer_of(old, event.api, event.kind) != "NONE";
    if (is_told) continue;
    Risk& risk = change.risks.emplace_back();
    risk.kind = RiskKind::Permission;
    risk.logical_id = event.owner;
    risk.message = fmt::format("Event {} of {} {}: Authorizer is {}", event.member->key->text(), event.owner, kCalled,
                               own == nullptr ? "not set" : "NONE");
    risk.source =
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
        "sam-property-function-apifunctionauth.html";
    risk.place = event.member->key->range;
  }
}

// APIs of SAM, which expanded are documents that say it in many places.
void find_unguarded_apis(const Side& before, const Side& after, TemplateChange& change) {
  const Template &old = before.snapshot().written().model(), &now = after.snapshot().written().model();
  const auto compare = [&](std::string_view api, std::string_view kind) {
    const std::string_view was = authorizer_of(old, api, kind), is = authorizer_of(now, api, kind);
    if (was.empty() || was == "NONE" || is != "NONE") return;
    const auto changed = std::find_if(change.resources.begin(), change.resources.end(), [&](const ResourceChange& one) {
      return one.logical_id == api && one.action == ChangeAction::Modify;
    });
    if (changed == change.resources.end()) return;
    add_risk(
        change, RiskKind::Permission, *changed,
        fmt::format("{} {}, where an event has no Auth of its own: DefaultAuthorizer is not set", api, kCalled),
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html");
  };
  for (const Resource& resource : now.resources()) {
    const auto kind = std::find_if(std::begin(kApiKinds), std::end(kApiKinds),
                                   [&](const auto& one) { return one.first == resource.type; });
    const Resource* was = old.find_resource(resource.name());
    if (kind != std::end(kApiKinds) && was != nullptr && was->type == resource.type)
      compare(resource.name(), kind->second);
  }
  for (const auto& [api, kind] : kImplicitApis) {
    if (now.find_resource(api) == nullptr && old.find_resource(api) == nullptr) compare(api, kind);
  }
}

}  // namespace

void find_exposures(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  find_unguarded_apis(before, after, change);
  find_unguarded_events(before, after, change);
  find_open_entries(before, after, values, change);
  std::set<std::string_view> seen;
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Remove || !seen.insert(one.logical_id).second) continue;
    const Resource* old = before.model().find_resource(one.logical_id);
    const Resource* now = after.model().find_resource(one.logical_id);
    values.each_existence(old, now, [&](bool existed, bool exists) {
      if (!exists) return;
      std::string when = values.describe_visible();
      if (!when.empty()) when = ", when " + when;
      values.hide_assumptions();
      std::string_view effect;
      std::string what;
      const auto tell = [&] {
        if (what.empty()) return;
        add_risk(change, RiskKind::Permission, one,
                 fmt::format("{} ({}) {}{}: {}", one.logical_id, one.type, effect, when, what),
                 documentation_page(one.type));
        what.clear();
      };
      for (const Exposure& row : kExposures) {
        if (row.type != one.type) continue;
        const std::vector<Found> olds = States(before, true, values).of(existed ? old : nullptr, row);
        for (const Found& is : States(after, false, values).of(now, row)) {
          const auto was = [&](State state) {
            return std::any_of(olds.begin(), olds.end(), [&](const Found& found) {
              return found.state == state && (state == State::Closed || values.covers(found.in, is.in));
            });
          };
          const bool is_unblocked = is.state == State::Missing && row.unset == Unset::Unblocks && was(State::Closed);
          if ((is.state != State::Open && !is_unblocked) || was(State::Open)) continue;
          if ((olds.empty() || was(State::Missing)) && !is_told_if_new(row)) continue;
          if (row.effect != effect) tell();
          effect = row.effect;
          what += fmt::format("{}{} {} {}{}{}", what.empty() ? "" : ", ", row.path.substr(row.path.rfind('.') + 1),
                              is.is_item ? "includes" : "is",
                              is.is_unset || is_unblocked ? "not set"
                              : is.range.empty()          ? row.value
                                                          : is.range,
                              is.is_default ? " by default" : "", is.in.when.empty() ? "" : " when " + is.in.when);
        }
      }
      tell();
      values.show_assumptions();
    });
  }
}

}  // namespace virga
