#include "rules/ecs/rules.h"

#include "rules/ecs/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3042", "No essential container", "A task ends with its essential containers, so ECS refuses a task without one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html"},
    {"E3044", "Unsupported scheduling strategy",
     "Fargate, CodeDeploy and external controllers only support REPLICA, not DAEMON.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html"},
    {"E3046", "Missing or unknown log driver options",
     "Without its required options the awslogs driver cannot send logs, and the task does not start.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html"},
    {"E3047", "Unsupported Fargate memory", "Fargate only supports certain combinations of CPU and memory.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"},
    {"E3048", "Task definition is not valid for Fargate",
     "ECS refuses a Fargate task without CPU and memory, or with an unsupported network mode or log driver.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html"},
    claims(Claim::Missing,
           {"E3049", "Health check on a fixed port of dynamic ports",
            "Tasks with dynamic host ports never answer a health check on a fixed port.",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html", check_health_check_ports}),
    claims(Claim::Missing,
           {"E3052", "Missing network configuration of a service",
            "ECS refuses a service without subnets for tasks in the network mode awsvpc.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html",
            check_service_networks}),
    {"E3053", "Host port differs from the container port",
     "In the network mode awsvpc a container has its own address, so both ports must be the same.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ecs-taskdefinition-portmapping.html",
     nullptr, check_host_ports},
    {"E3054", "Task definition lacks FARGATE compatibility",
     "ECS only runs a task on Fargate if its definition requires FARGATE compatibility.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
     check_service_compatibility},
    {"E3713", "Log driver is not supported on Fargate",
     "Fargate tasks can only log through awslogs, splunk or awsfirelens.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html", check_log_drivers},
    claims(Claim::Missing,
           {"V3017",
            "Service names what its task lacks",
            "ECS refuses a service that names a container, port or volume that is not in its task definition.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-ecs-service-loadbalancer.html",
            check_names_of_task,
            nullptr,
            false,
            {},
            Severity::Error}),
    claims(Claim::Missing, {"V3019",
                            "Container waits in vain",
                            "A container that waits for what cannot happen never starts, and neither does its task.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-properties-ecs-taskdefinition-containerdependency.html",
                            nullptr,
                            check_container_order,
                            false,
                            {},
                            Severity::Error}),
};

}  // namespace

std::span<const Rule> ecs_rules() { return kRules; }

}  // namespace virga
