// Properties that open a resource to everyone.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

constexpr std::string_view kReachable = "can be reached from the internet";
constexpr std::string_view kCalled = "can be called by everyone";
constexpr std::string_view kReadable = "can be read by everyone";
constexpr std::string_view kUnblocked = "no longer blocks public access";

// A value of a property that opens the resource. One that is not set does not, but where `is_open_without`: taking away
// what blocked access opens it. The page is that of the type.
struct Exposure {
  std::string_view type;
  std::string_view path;  // of the property, with dots
  std::string_view value;
  std::string_view effect;
  bool is_open_without = false;
};
constexpr Exposure kExposures[] = {
    {"AWS::AmazonMQ::Broker", "PubliclyAccessible", "true", kReachable},
    {"AWS::ApiGateway::Method", "AuthorizationType", "NONE", kCalled},
    {"AWS::ApiGatewayV2::Route", "AuthorizationType", "NONE", kCalled},
    {"AWS::DMS::ReplicationInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::EKS::Cluster", "ResourcesVpcConfig.EndpointPublicAccess", "true", kReachable},
    {"AWS::ElasticLoadBalancing::LoadBalancer", "Scheme", "internet-facing", kReachable},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "internet-facing", kReachable},
    {"AWS::Lambda::Url", "AuthType", "NONE", kCalled},
    {"AWS::MSK::Cluster", "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", "SERVICE_PROVIDED_EIPS",
     kReachable},
    {"AWS::Neptune::DBInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::RDS::DBCluster", "PubliclyAccessible", "true", kReachable},
    {"AWS::RDS::DBInstance", "PubliclyAccessible", "true", kReachable},
    {"AWS::Redshift::Cluster", "PubliclyAccessible", "true", kReachable},
    {"AWS::RedshiftServerless::Workgroup", "PubliclyAccessible", "true", kReachable},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicAcls", "false", kUnblocked, true},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.BlockPublicPolicy", "false", kUnblocked, true},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.IgnorePublicAcls", "false", kUnblocked, true},
    {"AWS::S3::AccessPoint", "PublicAccessBlockConfiguration.RestrictPublicBuckets", "false", kUnblocked, true},
    {"AWS::S3::Bucket", "AccessControl", "PublicRead", kReadable},
    {"AWS::S3::Bucket", "AccessControl", "PublicReadWrite", "can be read and written by everyone"},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicAcls", "false", kUnblocked, true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.BlockPublicPolicy", "false", kUnblocked, true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.IgnorePublicAcls", "false", kUnblocked, true},
    {"AWS::S3::Bucket", "PublicAccessBlockConfiguration.RestrictPublicBuckets", "false", kUnblocked, true},
    {"AWS::Timestream::InfluxDBInstance", "PubliclyAccessible", "true", kReachable},
};

// APIs of which a stage has methods without authorization in most templates: of these, only one that had some is told.
bool is_told_if_new(const Exposure& row) { return !row.type.starts_with("AWS::ApiGateway"); }

enum class State : std::uint8_t { Missing, Closed, Open, Unknown };

struct Found {
  State state = State::Missing;
  bool is_default = false;  // only if every parameter has its Default
};

Found state_of(const Side& side, const Resource* resource, const Exposure& row) {
  if (resource == nullptr || resource->type != row.type || resource->properties == nullptr) return {};
  const Node* value = resource->properties->value;
  bool is_default = false;
  for (std::string_view rest = row.path; !rest.empty() && value != nullptr;) {
    const std::size_t dot = rest.find('.');
    value = value->get(rest.substr(0, dot));
    rest.remove_prefix(dot == std::string_view::npos ? rest.size() : dot + 1);
    if (value == nullptr || value->function == Function::None) continue;
    const Node* known = side.constant(*value);
    if (known == nullptr) {
      known = side.value_by_default(*value);
      is_default = true;
    }
    if (known == nullptr) return {State::Unknown, false};
    value = known;
  }
  if (value == nullptr || !value->is_scalar()) return {};
  bool on = false;
  const bool is_boolean = row.value == "true" || row.value == "false";
  if (is_boolean && !to_boolean(*value, on)) return {State::Unknown, false};
  const bool is_open = is_boolean ? on == (row.value == "true") : value->text() == row.value;
  return {is_open ? State::Open : State::Closed, is_default};
}

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

// APIs of SAM, which expanded are documents that say it in many places.
void find_unguarded_apis(const Side& before, const Side& after, TemplateChange& change) {
  constexpr std::pair<std::string_view, std::string_view> kKinds[] = {{"AWS::Serverless::Api", "Api"},
                                                                      {"AWS::Serverless::HttpApi", "HttpApi"}};
  constexpr std::pair<std::string_view, std::string_view> kImplicit[] = {{"ServerlessRestApi", "Api"},
                                                                         {"ServerlessHttpApi", "HttpApi"}};
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
    const auto kind =
        std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& one) { return one.first == resource.type; });
    const Resource* was = old.find_resource(resource.name());
    if (kind != std::end(kKinds) && was != nullptr && was->type == resource.type)
      compare(resource.name(), kind->second);
  }
  for (const auto& [api, kind] : kImplicit) {
    if (now.find_resource(api) == nullptr && old.find_resource(api) == nullptr) compare(api, kind);
  }
}

}  // namespace

void find_exposures(const Side& before, const Side& after, TemplateChange& change) {
  find_unguarded_apis(before, after, change);
  std::set<std::string_view> seen;
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Remove || !seen.insert(one.logical_id).second) continue;
    std::string_view effect;
    std::string what;
    const auto tell = [&] {
      if (what.empty()) return;
      add_risk(change, RiskKind::Permission, one,
               fmt::format("{} ({}) {}{}: {}", one.logical_id, one.type, effect, when_of(one), what),
               documentation_page(one.type));
      what.clear();
    };
    for (const Exposure& row : kExposures) {
      if (row.type != one.type) continue;
      const Resource* old = one.action == ChangeAction::Add ? nullptr : before.model().find_resource(one.logical_id);
      const Found was = state_of(before, old, row);
      const Found is = state_of(after, after.model().find_resource(one.logical_id), row);
      const bool is_unblocked = is.state == State::Missing && row.is_open_without && was.state == State::Closed;
      if ((is.state != State::Open && !is_unblocked) || was.state == State::Open) continue;
      if (was.state == State::Missing && !is_told_if_new(row)) continue;
      if (row.effect != effect) tell();
      effect = row.effect;
      what += fmt::format("{}{} is {}{}", what.empty() ? "" : ", ", row.path.substr(row.path.rfind('.') + 1),
                          is_unblocked ? "not set" : row.value, is.is_default ? " by default" : "");
    }
    tell();
  }
}

}  // namespace virga
