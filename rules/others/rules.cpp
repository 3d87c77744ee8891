#include "rules/others/rules.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3027", "Invalid schedule", "EventBridge only accepts rate(…), and cron(…) with six fields.",
     "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"},
    {"E3063", "Features and DataSources of GuardDuty",
     "GuardDuty refuses a detector with both Features and DataSources.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-detector.html"},
    {"E3615", "Unsupported alarm period",
     "CloudWatch only supports alarm periods of 10, 20 or 30 seconds, or a multiple of 60.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html"},
    {"E3636", "Missing source location", "CodeBuild requires a location for this type of source.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-codebuild-project-source.html"},
    {"W3701", "Reserved parameter name",
     "Systems Manager refuses parameters whose names start with aws or ssm, which are reserved for AWS.",
     "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html"},
};

}  // namespace

std::span<const Rule> others_rules() { return kRules; }

}  // namespace virga
