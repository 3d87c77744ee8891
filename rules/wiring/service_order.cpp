// V3013, V9105: an ECS service must wait for a listener of its target group, and for the instances of its cluster.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"
#include "rules/wiring/waiting.h"

namespace virga {
namespace {

constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

// A target group's listeners and rules.
struct Forwarders {
  std::vector<const Resource*> certain;  // forward to it in every stack that has them
  std::vector<const Resource*> all;      // refer to it, be it in a branch of Fn::If
};
using Groups = std::unordered_map<const Resource*, Forwarders>;

const Resource* group_of(const Template& model, const Node* arn) {
  const Resource* group = arn != nullptr ? resource_named_by(model, *arn) : nullptr;
  return group != nullptr && group->type == kGroup ? group : nullptr;
}

void add_forwarder(Groups& groups, const Resource* group, const Resource& listener) {
  if (group == nullptr) return;
  std::vector<const Resource*>& known = groups[group].certain;
  if (known.empty() || known.back() != &listener) known.push_back(&listener);
}

Groups forwarders_of(const Compilation& compilation) {
  const Template& model = compilation.model();
  Groups groups;
  for (const Resource& listener : model.resources()) {
    const bool is_rule = listener.type == "AWS::ElasticLoadBalancingV2::ListenerRule";
    if (!is_rule && listener.type != "AWS::ElasticLoadBalancingV2::Listener") continue;
    for (const DependencyGraph::Edge& edge : compilation.graph().edges_of(model.index_of(listener))) {
      const Resource& group = model.resources()[edge.to];
      if (group.type == kGroup) groups[&group].all.push_back(&listener);
    }
    const Node* actions = listener.property(is_rule ? "Actions" : "DefaultActions");
    if (actions == nullptr) continue;
    for (const Node* action : actions->items()) {
      if (const Member* arn = action->find("TargetGroupArn")) {
        add_forwarder(groups, group_of(model, arn->value), listener);
      }
      const Member* forward = action->find("ForwardConfig");
      const Member* several = forward != nullptr ? forward->value->find("TargetGroups") : nullptr;
      if (several == nullptr) continue;
      for (const Node* one : several->value->items()) {
        if (const Member* arn = one->find("TargetGroupArn")) {
          add_forwarder(groups, group_of(model, arn->value), listener);
        }
      }
    }
  }
  return groups;
}

void judge_listeners(const Compilation& compilation, Reporter& reporter, const Groups& groups, const Resource& service,
                     const Location& properties) {
  const Member* balancers = service.properties->value->find("LoadBalancers");
  if (balancers == nullptr) return;
  const Location at_list{&properties, balancers->key, balancers->value, 0};
  std::uint32_t index = 0;
  for (const Node* balancer : balancers->value->items()) {
    const Location at_item{&at_list, nullptr, balancer, index++};
    const Member* arn = balancer->find("TargetGroupArn");
    const auto found = arn != nullptr ? groups.find(group_of(compilation.model(), arn->value)) : groups.end();
    if (found == groups.end()) continue;
    const bool waits = std::any_of(found->second.all.begin(), found->second.all.end(), [&](const Resource* listener) {
      return is_ordered(compilation, service, *listener);
    });
    if (waits) continue;
    const std::vector<const Resource*> missing = missing_dependencies(compilation, service, found->second.certain);
    if (missing.empty()) continue;
    const std::string_view name = missing.front()->name();
    reporter.report(
        finding("V3013", Location{&at_item, arn->key, arn->value, 0},
                fmt::format("This may be created before '{}' has connected '{}' to a load balancer, and ECS would then "
                            "refuse it; add 'DependsOn: {}'",
                            name, found->first->name(), name))
            .note(missing.front()->member.key->range, fmt::format("'{}' is defined here", name))
            .fix(depend_on_fix(compilation, service, std::array{name})));
  }
}

bool has_service(const Template& model) {
  return std::any_of(model.resources().begin(), model.resources().end(),
                     [](const Resource& resource) { return resource.type == kService; });
}

bool is_text(const Node* value, std::string_view text) {
  return value != nullptr && value->is_scalar() && value->text() == text;
}

bool refers_to(const Compilation& compilation, const Resource& from, const Resource& to) {
  const std::uint32_t wanted = compilation.model().index_of(to);
  const auto edges = compilation.graph().edges_of(compilation.model().index_of(from));
  return std::any_of(edges.begin(), edges.end(), [&](const DependencyGraph::Edge& edge) { return edge.to == wanted; });
}

// The cluster of the template whose instances the service's tasks run on; null for Fargate and capacity providers.
const Resource* cluster_with_instances(const Compilation& compilation, const Resource& service) {
  const Template& model = compilation.model();
  const Node* name = service.property("Cluster");
  const Resource* cluster = name != nullptr ? resource_named_by(model, *name) : nullptr;
  if (cluster == nullptr || cluster->type != "AWS::ECS::Cluster") return nullptr;
  if (cluster->property("CapacityProviders") != nullptr ||
      cluster->property("DefaultCapacityProviderStrategy") != nullptr ||
      service.property("CapacityProviderStrategy") != nullptr || is_text(service.property("DesiredCount"), "0")) {
    return nullptr;
  }
  const Node* launch = service.property("LaunchType");
  const Node* strategy = service.property("SchedulingStrategy");
  if ((launch != nullptr && !is_text(launch, "EC2")) || (strategy != nullptr && !is_text(strategy, "REPLICA"))) {
    return nullptr;
  }
  const bool has_providers =
      std::any_of(model.resources().begin(), model.resources().end(), [&](const Resource& resource) {
        return resource.type == "AWS::ECS::ClusterCapacityProviderAssociations" &&
               refers_to(compilation, resource, *cluster);
      });
  return has_providers ? nullptr : cluster;
}

// The groups and instances that join the cluster when they start: by their own user data or that of their template.
std::vector<const Resource*> hosts_of(const Compilation& compilation, const Resource& cluster) {
  const Template& model = compilation.model();
  std::vector<const Resource*> hosts;
  for (const Resource& host : model.resources()) {
    const bool is_group = host.type == "AWS::AutoScaling::AutoScalingGroup";
    if (!is_group && host.type != "AWS::EC2::Instance") continue;
    const Node* configuration = is_group ? host.property("LaunchConfigurationName") : nullptr;
    if (configuration == nullptr) {
      const Node* launch = host.property("LaunchTemplate");
      const Member* id = launch != nullptr ? launch->find("LaunchTemplateId") : nullptr;
      configuration = id != nullptr ? id->value : nullptr;
    }
    const Resource* started_by = configuration != nullptr ? resource_named_by(model, *configuration) : nullptr;
    if (refers_to(compilation, started_by != nullptr ? *started_by : host, cluster)) hosts.push_back(&host);
  }
  return hosts;
}

void judge_instances(const Compilation& compilation, Reporter& reporter, const Resource& service,
                     const Location& properties) {
  const Resource* cluster = cluster_with_instances(compilation, service);
  if (cluster == nullptr) return;
  const std::vector<const Resource*> missing =
      missing_dependencies(compilation, service, hosts_of(compilation, *cluster));
  if (missing.empty()) return;
  const std::string_view name = missing.front()->name();
  const Member* member = service.properties->value->find("Cluster");
  reporter.report(finding("V9105", Location{&properties, member->key, member->value, 0},
                          fmt::format("This may be created before '{}' has started instances for '{}', and would find "
                                      "none to run its tasks; add 'DependsOn: {}'",
                                      name, cluster->name(), name))
                      .note(missing.front()->member.key->range, fmt::format("'{}' is defined here", name))
                      .fix(depend_on_fix(compilation, service, std::array{name})));
}

}  // namespace

void check_service_listeners(const Compilation& compilation, Reporter& reporter) {
  if (!has_service(compilation.model())) return;
  const Groups groups = forwarders_of(compilation);
  if (groups.empty()) return;
  each_resource_of_type(compilation, kService, [&](const Resource& service, const Location& properties) {
    judge_listeners(compilation, reporter, groups, service, properties);
  });
}

void check_service_instances(const Compilation& compilation, Reporter& reporter) {
  each_resource_of_type(compilation, kService, [&](const Resource& service, const Location& properties) {
    judge_instances(compilation, reporter, service, properties);
  });
}

}  // namespace virga
