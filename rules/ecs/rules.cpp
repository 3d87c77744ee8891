#include "rules/ecs/rules.h"

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
};

}  // namespace

std::span<const Rule> ecs_rules() { return kRules; }

}  // namespace virga
