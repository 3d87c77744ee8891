#include "rules/ecs/rules.h"

#include "rules/ecs/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3042", "No essential container",
     "A task ends with its essential containers, so ECS refuses one in which no container is essential.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html"},
    {"E3044", "Strategy that the service cannot have",
     "Fargate, CodeDeploy and external controllers run replicas only, and ECS refuses DAEMON there.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html"},
    {"E3046", "Options of the log driver missing or unknown",
     "Without the options that it needs the driver awslogs cannot send logs, and the task does not start.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html"},
    {"E3047", "Memory that Fargate does not offer",
     "Fargate runs tasks of certain sizes only, and ECS refuses other pairs of CPU and memory.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"},
    {"E3048", "Task that cannot run on Fargate",
     "ECS refuses a task for Fargate without its sizes, or with a network mode or log driver that Fargate lacks.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html"},
    claims(Claim::Missing,
           {"E3049", "Health check on a fixed port of a task that has none",
            "Tasks with ports of the host that are chosen at start never answer a health check on a fixed port.",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html", check_health_check_ports}),
    claims(Claim::Missing,
           {"E3052", "Service without a network for its tasks",
            "Tasks in the network mode awsvpc need subnets, and ECS refuses the service without them.",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html",
            check_service_networks}),
    {"E3053", "Port of the host differs from that of the container",
     "In the network mode awsvpc a container has its own address, so both ports are the same.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ecs-taskdefinition-portmapping.html",
     nullptr, check_host_ports},
    {"E3054", "Task that is not made for Fargate",
     "ECS refuses to run a task on Fargate that does not say it is made for it.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
     check_service_compatibility},
    {"E3713", "Log driver that Fargate does not have",
     "Tasks that a service runs on Fargate log through awslogs, splunk or awsfirelens; others are refused.",
     "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html", check_log_drivers},
};

}  // namespace

std::span<const Rule> ecs_rules() { return kRules; }

}  // namespace virga
