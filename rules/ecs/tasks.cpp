// E3049, E3052, E3053, E3054, E3713: ECS tasks, and the services and target groups that use them.
#include <fmt/format.h>

#include "compiler/resolve/intrinsics.h"
#include "rules/ecs/checks.h"
#include "rules/ecs/services.h"
#include "rules/engine/branches.h"

namespace virga {
namespace {

bool is(const Node* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->text() == text;
}

// Whether any branch of the value is this text.
bool can_be(const Compilation& compilation, const Node* value, std::string_view text) {
  bool found = false;
  if (value != nullptr) {
    each_choice(compilation.conditions(), *value, {},
                [&](const Node& one, const Scenario&) { found |= is(&one, text); });
  }
  return found;
}

// Whether the host port of a container's port is dynamic: 0 or missing, so that Docker chooses one.
bool has_dynamic_port(const Resource& task, std::string_view container, const Node& port) {
  const Node* containers = task.property("ContainerDefinitions");
  if (containers == nullptr) return false;
  for (const Node* item : containers->items()) {
    if (!is(item->get("Name"), container)) continue;
    const Node* mappings = item->get("PortMappings");
    if (mappings == nullptr) return false;
    for (const Node* mapping : mappings->items()) {
      const Node* inner = mapping->get("ContainerPort");
      if (inner == nullptr || inner->text().empty() || inner->text() != port.text()) continue;
      const Node* host = mapping->get("HostPort");
      return host == nullptr || host->text() == "0";
    }
  }
  return false;
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-portmapping.html
void check_host_ports(Validation& validation, const Node& task, const Location& where) {
  if (!is(task.get("NetworkMode"), "awsvpc")) return;
  const Member* containers = task.find("ContainerDefinitions");
  if (containers == nullptr) return;
  const Location& list = validation.at(where, *containers);
  for (std::uint32_t i = 0; i < containers->value->items().size(); ++i) {
    const Node& container = *containers->value->items()[i];
    const Member* mappings = container.find("PortMappings");
    if (mappings == nullptr) continue;
    const Location& ports = validation.at(validation.at(list, i, container), *mappings);
    for (std::uint32_t k = 0; k < mappings->value->items().size(); ++k) {
      const Node& mapping = *mappings->value->items()[k];
      const Node* inner = mapping.get("ContainerPort");
      const Member* host = mapping.find("HostPort");
      std::int64_t expected = 0, given = 0;
      if (inner == nullptr || host == nullptr || !to_integer(*inner, expected) || !to_integer(*host->value, given)) {
        continue;
      }
      if (expected == given) continue;
      validation.fail(
          validation.context(), "E3053", validation.at(validation.at(ports, k, mapping), *host),
          fmt::format("HostPort must be {}, as ContainerPort is, in the network mode awsvpc; change it or remove it",
                      expected));
    }
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
void check_service_networks(const Compilation& compilation, Reporter& reporter) {
  each_service_with_task(compilation, [&](const Resource& service, const Location& where, const Resource& task) {
    const Node* mode = task.property("NetworkMode");
    if (mode == nullptr || service.property("NetworkConfiguration") != nullptr) return;
    const Node* controller = service.property("DeploymentController");
    if (controller != nullptr && is(controller->get("Type"), "EXTERNAL")) return;
    each_choice(compilation.conditions(), *mode, {}, [&](const Node& value, const Scenario& scenario) {
      if (!is(&value, "awsvpc") || !can_meet(compilation, service, task, scenario)) return;
      reporter.report(
          "E3052", where,
          fmt::format("Missing NetworkConfiguration, which the network mode awsvpc of '{}' requires", task.name()));
    });
  });
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#requires_compatibilities
void check_service_compatibility(const Compilation& compilation, Reporter& reporter) {
  each_service_with_task(compilation, [&](const Resource& service, const Location&, const Resource& task) {
    if (!can_be(compilation, service.property("LaunchType"), "FARGATE")) return;
    const Member* list = task.properties->value->find("RequiresCompatibilities");
    if (list == nullptr || !list->value->is_sequence()) return;
    for (const Node* item : list->value->items()) {
      if (!item->is_string() || item->text() == "FARGATE") return;
    }
    const PropertyLocation where(compilation.model(), task, *list);
    reporter.report("E3054", where.get(),
                    fmt::format("RequiresCompatibilities must include FARGATE because '{}' runs this task on Fargate",
                                service.name()));
  });
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
void check_log_drivers(const Compilation& compilation, Reporter& reporter) {
  each_service_with_task(compilation, [&](const Resource& service, const Location&, const Resource& task) {
    const Member* containers = task.properties->value->find("ContainerDefinitions");
    if (!can_be(compilation, service.property("LaunchType"), "FARGATE") || containers == nullptr) return;
    const PropertyLocation at(compilation.model(), task, *containers);
    for (std::uint32_t i = 0; i < containers->value->items().size(); ++i) {
      const Node& container = *containers->value->items()[i];
      const Member* logging = container.find("LogConfiguration");
      const Member* driver = logging == nullptr ? nullptr : logging->value->find("LogDriver");
      if (driver == nullptr || !driver->value->is_string()) continue;
      const std::string_view name = driver->value->text();
      if (name == "awslogs" || name == "splunk" || name == "awsfirelens") continue;
      const Location item{&at.get(), nullptr, &container, i};
      const Location configuration{&item, logging->key, logging->value, 0};
      reporter.report(
          "E3713", Location{&configuration, driver->key, driver->value, 0},
          fmt::format(
              "Fargate, on which '{}' runs this task, only supports the log drivers awslogs, splunk and awsfirelens",
              service.name()));
    }
  });
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
void check_health_check_ports(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_service_with_task(compilation, [&](const Resource& service, const Location&, const Resource& task) {
    const Node* mode = task.property("NetworkMode");
    const Node* balancers = service.property("LoadBalancers");
    if (balancers == nullptr || (mode != nullptr && !is(mode, "bridge"))) return;
    for (const Node* balancer : balancers->items()) {
      const Node* arn = balancer->get("TargetGroupArn");
      const Node* name = balancer->get("ContainerName");
      const Node* port = balancer->get("ContainerPort");
      const Resource* group = arn == nullptr ? nullptr : resource_named_by(model, *arn);
      if (group == nullptr || group->properties == nullptr || name == nullptr || port == nullptr) continue;
      const Member* checked = group->properties->value->find("HealthCheckPort");
      if (checked == nullptr || !name->is_string() || !has_dynamic_port(task, name->text(), *port)) continue;
      const PropertyLocation where(model, *group, *checked);
      each_choice(compilation.conditions(), *checked->value, {}, [&](const Node& value, const Scenario& scenario) {
        std::int64_t number = 0;
        if (!to_integer(value, number) || !can_meet(compilation, service, *group, scenario)) return;
        reporter.report(
            finding(
                "E3049", where.get(),
                fmt::format("The health check must use 'traffic-port' because the tasks of '{}' get dynamic host ports",
                            service.name()))
                .focus(value));
      });
    }
  });
}

}  // namespace virga
