#include "rules/others/rules.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3027", "Not a schedule", "EventBridge refuses schedules other than rate(…) and cron(…) with their six fields.",
     "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"},
    {"E3063", "Two ways to say what GuardDuty looks at", "GuardDuty refuses a detector with Features and DataSources.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-detector.html"},
    {"E3615", "Period that CloudWatch does not have",
     "CloudWatch refuses alarms over periods other than 10, 20 and 30 seconds and multiples of 60.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html"},
    {"E3636", "Source without a location", "CodeBuild refuses a source of this type that does not say where it is.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-codebuild-project-source.html"},
    {"W3701", "Reserved name of a parameter",
     "Systems Manager refuses parameters whose names begin with aws or ssm, save from AWS's own services.",
     "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html"},
};

}  // namespace

std::span<const Rule> others_rules() { return kRules; }

}  // namespace virga
