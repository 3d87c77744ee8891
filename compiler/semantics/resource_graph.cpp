#include "compiler/semantics/resource_graph.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "compiler/expand/expansion.h"
#include "compiler/resolve/nested_templates.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// A property of a type whose references have a certain kind; an empty property means all of them.
struct KindPlace {
  std::string_view type;
  std::string_view property;
  EdgeKind kind;
};
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
constexpr std::array kPlaces = {
    KindPlace{"AWS::ApiGateway::Authorizer", "AuthorizerUri", EdgeKind::Event},
    KindPlace{"AWS::ApiGateway::Method", "Integration", EdgeKind::Event},
    KindPlace{"AWS::ApiGateway::RestApi", "Body", EdgeKind::Event},
    KindPlace{"AWS::ApiGatewayV2::Api", "Body", EdgeKind::Event},
    KindPlace{"AWS::ApiGatewayV2::Api", "Target", EdgeKind::Event},
    KindPlace{"AWS::ApiGatewayV2::Authorizer", "AuthorizerUri", EdgeKind::Event},
    KindPlace{"AWS::ApiGatewayV2::Integration", "IntegrationUri", EdgeKind::Event},
    KindPlace{"AWS::ApiGatewayV2::Route", "Target", EdgeKind::Event},
    KindPlace{"AWS::AppSync::DataSource", "LambdaConfig", EdgeKind::Event},
    KindPlace{"AWS::Cognito::UserPool", "LambdaConfig", EdgeKind::Event},
    KindPlace{"AWS::Events::Rule", "EventPattern", EdgeKind::Event},
    KindPlace{"AWS::Events::Rule", "Targets", EdgeKind::Event},
    KindPlace{"AWS::IAM::GroupPolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::IAM::ManagedPolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::IAM::Policy", "", EdgeKind::Permission},
    KindPlace{"AWS::IAM::Role", "AssumeRolePolicyDocument", EdgeKind::Permission},
    KindPlace{"AWS::IAM::Role", "Policies", EdgeKind::Permission},
    KindPlace{"AWS::IAM::RolePolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::IAM::UserPolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::IoT::TopicRule", "TopicRulePayload", EdgeKind::Event},
    KindPlace{"AWS::KMS::Key", "KeyPolicy", EdgeKind::Permission},
    KindPlace{"AWS::Lambda::EventInvokeConfig", "DestinationConfig", EdgeKind::Event},
    KindPlace{"AWS::Lambda::EventSourceMapping", "", EdgeKind::Event},
    KindPlace{"AWS::Lambda::LayerVersionPermission", "", EdgeKind::Permission},
    KindPlace{"AWS::Lambda::Permission", "", EdgeKind::Permission},
    KindPlace{"AWS::Logs::SubscriptionFilter", "", EdgeKind::Event},
    KindPlace{"AWS::Pipes::Pipe", "Source", EdgeKind::Event},
    KindPlace{"AWS::Pipes::Pipe", "Target", EdgeKind::Event},
    KindPlace{"AWS::S3::Bucket", "NotificationConfiguration", EdgeKind::Event},
    KindPlace{"AWS::S3::BucketPolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::SNS::Subscription", "", EdgeKind::Event},
    KindPlace{"AWS::SNS::Topic", "Subscription", EdgeKind::Event},
    KindPlace{"AWS::SNS::TopicPolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::SQS::QueuePolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::Scheduler::Schedule", "Target", EdgeKind::Event},
    KindPlace{"AWS::SecretsManager::ResourcePolicy", "", EdgeKind::Permission},
    KindPlace{"AWS::SecretsManager::RotationSchedule", "RotationLambdaARN", EdgeKind::Event},
    // For templates that the SAM transform cannot expand.
    KindPlace{"AWS::Serverless::Connector", "", EdgeKind::Permission},
    KindPlace{"AWS::Serverless::Function", "Events", EdgeKind::Event},
    KindPlace{"AWS::Serverless::Function", "Policies", EdgeKind::Permission},
    KindPlace{"AWS::Serverless::StateMachine", "Events", EdgeKind::Event},
    KindPlace{"AWS::Serverless::StateMachine", "Policies", EdgeKind::Permission},
};

bool is_stack(const Resource& resource) { return nested_template_location(resource) != nullptr; }

EdgeKind kind_of(const Resource& from, const Resource& to, const Reference& reference, std::string_view property) {
  if (reference.kind == ReferenceKind::DependsOn) return EdgeKind::DependsOn;
  if (is_stack(from) || (is_stack(to) && reference.attribute.starts_with("Outputs."))) return EdgeKind::Nested;
  const auto* place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const KindPlace& candidate) {
    return candidate.type == from.type && (candidate.property.empty() || candidate.property == property);
  });
  return reference.in_properties && place != kPlaces.end() ? place->kind : EdgeKind::Reference;
}

std::string_view function_of(const Reference& reference) {
  switch (reference.kind) {
    case ReferenceKind::GetAtt:
      return "Fn::GetAtt";
    case ReferenceKind::SubRef:
    case ReferenceKind::SubGetAtt:
      return "Fn::Sub";
    case ReferenceKind::DependsOn:
      return "DependsOn";
    default:
      return "Ref";
  }
}

// The path of each node in a resource that may be a reference. Functions are not steps of a path.
class Paths {
public:
  explicit Paths(const Resource& resource) {
    for (const Member& part : resource.body()->members()) {
      const bool properties = part.key->text() == "Properties";
      walk(*part.value, properties ? std::string() : std::string(part.key->text()));
    }
  }

  // The path of the node; empty if it is not in the resource, or not in a property.
  const std::string& of(const Node* node) const {
    static const std::string kNone;
    const auto found = paths_.find(node);
    return found == paths_.end() ? kNone : found->second;
  }

private:
  void walk(const Node& node, const std::string& path) {
    paths_.emplace(&node, path);
    const bool call = node.function != Function::None;
    std::size_t index = 0;
    for (const Node* item : node.items()) walk(*item, inside_call_ ? path : path + "[" + std::to_string(index++) + "]");
    for (const Member& member : node.members()) {
      const bool outer = std::exchange(inside_call_, call);
      const std::string step(member.key->text());
      walk(*member.value, call ? path : path.empty() ? step : path + "." + step);
      inside_call_ = outer;
    }
  }

  std::unordered_map<const Node*, std::string> paths_;
  bool inside_call_ = false;  // inside an argument of a function, whose own lists are not steps
};

std::string_view first_step(std::string_view path) { return path.substr(0, path.find_first_of(".[")); }

// "Body.paths./orders.get.x-amazon-apigateway-integration.uri" becomes "GET /orders".
std::string for_people(const std::string& path) {
  constexpr std::string_view kPaths = "Body.paths.";
  if (!path.starts_with(kPaths)) return path;
  const std::string_view rest = std::string_view(path).substr(kPaths.size());
  const std::size_t integration = rest.find(".x-amazon-apigateway-integration");
  const std::size_t dot = integration == std::string_view::npos ? integration : rest.rfind('.', integration - 1);
  if (dot == std::string_view::npos) return path;
  std::string method(rest.substr(dot + 1, integration - dot - 1));
  if (method == "x-amazon-apigateway-any-method") method = "any";
  return to_upper(method) + " " + std::string(rest.substr(0, dot));
}

// "AWS::SQS" from "AWS::SQS::Queue".
std::string service_of(std::string_view type) {
  const std::size_t first = type.find("::");
  if (first == std::string_view::npos) return std::string(type);
  return std::string(type.substr(0, std::min(type.find("::", first + 2), type.size())));
}

// `written`: the template as written. What an event generates is grouped with the resource that has the event; an API
// that several events share is a group of its own.
GraphNode node_of(const Resource& resource, const Template& written) {
  GraphNode node;
  node.id = resource.name();
  node.type = resource.type;
  if (resource.condition != nullptr && resource.condition->value->is_string()) {
    node.condition = resource.condition->value->text();
  }
  if (const Member* location = nested_template_location(resource)) node.location = location->value->text();
  std::string_view sam = sam_resource_of(*resource.member.key);
  if (sam.empty() && resource.member.key->is_generated()) {
    const Resource* owner = written.resource_at(resource.member.key->range);
    if (owner != nullptr && owner->type.starts_with("AWS::Serverless::")) sam = owner->name();
  }
  node.group = sam.empty() ? service_of(resource.type) : std::string(sam);
  return node;
}

}  // namespace

ResourceGraph resource_graph(const Snapshot& snapshot) {
  const Semantics* expanded = snapshot.assumed();
  const Semantics& view = expanded != nullptr ? *expanded : snapshot.unrolled();
  const std::span<const Resource> resources = view.model().resources();
  ResourceGraph graph;
  graph.nodes.reserve(resources.size());
  for (const Resource& resource : resources) graph.nodes.push_back(node_of(resource, snapshot.written().model()));

  std::map<std::tuple<std::uint32_t, std::uint32_t, EdgeKind>, GraphEdge> edges;
  for (std::uint32_t from = 0; from < resources.size(); ++from) {
    const std::span<const DependencyGraph::Edge> found = view.graph().edges_of(from);
    if (found.empty()) continue;
    const Paths paths(resources[from]);
    for (const DependencyGraph::Edge& edge : found) {
      const Reference& reference = *edge.via;
      const std::string& path = paths.of(reference.node);
      const EdgeKind kind = kind_of(resources[from], resources[edge.to], reference, first_step(path));
      GraphEdge& into = edges[{from, edge.to, kind}];
      into.from = from;
      into.to = edge.to;
      into.kind = kind;
      into.via.push_back({std::string(function_of(reference)), std::string(reference.attribute),
                          reference.kind == ReferenceKind::DependsOn ? std::string() : for_people(path)});
    }
  }
  for (const std::vector<DependencyGraph::Edge>& cycle : view.graph().cycles()) {
    std::vector<std::uint32_t>& nodes = graph.cycles.emplace_back();
    for (const DependencyGraph::Edge& edge : cycle) {
      nodes.push_back(edge.from);
      for (auto at = edges.lower_bound({edge.from, edge.to, EdgeKind::Reference});
           at != edges.end() && at->second.from == edge.from && at->second.to == edge.to; ++at) {
        at->second.circular = true;
      }
    }
  }
  graph.edges.reserve(edges.size());
  for (auto& [key, edge] : edges) graph.edges.push_back(std::move(edge));
  return graph;
}

}  // namespace virga
