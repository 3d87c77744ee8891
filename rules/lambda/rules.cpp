#include "rules/lambda/rules.h"

#include "rules/lambda/checks.h"

namespace virga {
namespace {

constexpr std::string_view kRuntimes = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";
constexpr std::string_view kSnapStart = "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html";

constexpr Rule kRules[] = {
    {"E2529", "Log group with too many subscriptions",
     "CloudWatch Logs sends a log group's events to two places at most; it refuses a third subscription.",
     "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html",
     check_subscription_filters},
    claims(Claim::Missing, {"E2530", "Runtime without snapshots",
                            "Functions of most runtimes cannot start from a snapshot.", kSnapStart, check_snap_start}),
    {"E2531", "Runtime that no function can be created with",
     "Some time after a runtime's deprecation Lambda creates no more functions with it.", kRuntimes,
     check_global_runtime, check_runtime},
    {"E2533", "Runtime that no function can be updated with",
     "In the end Lambda does not even update functions of a deprecated runtime.", kRuntimes, check_global_runtime},
    claims(Claim::Missing,
           {"E3505", "Queue hides messages for too short",
            "Lambda refuses a queue that hides a message for less time than the function may work on it.",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html", check_queue_timeouts}),
    {"E3633", "Stream without a starting position",
     "Lambda refuses to read a stream of which it does not know where to start.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-lambda-eventsourcemapping.html"},
    {"E3634", "Starting position of a queue", "A queue has no position to start from, and Lambda refuses one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-lambda-eventsourcemapping.html"},
    {"E3663", "Variable that Lambda sets", "Lambda refuses functions that set one of its own variables.",
     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"},
    {"E3677", "Code in the template of a runtime that has none",
     "Only Node.js and Python take their code from the template.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"},
    {"E3678", "Code in the template without a runtime",
     "Lambda needs to know in which language the code of the template is.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"},
    {"E3685", "Property that the image brings",
     "Lambda refuses handler, runtime and layers of a function that is an image.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html"},
    {"E3696", "Log level without JSON", "Lambda filters logs in JSON only, and refuses levels for logs in plain text.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-lambda-function-loggingconfig.html"},
    {"E3697", "Variables are too large", "All environment variables of a function together take 4 KB at most.",
     "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html", nullptr, check_environment_size},
    {"E3705", "Batch larger than a FIFO queue gives",
     "Lambda reads at most 10 messages of a FIFO queue at once, and refuses a larger batch.",
     "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"},
    {"E3716", "Name of a layer is too long", "The name of a layer has at most 140 characters.",
     "https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html"},
    claims(Claim::Missing, {"I2530", "Java without snapshots", "Functions in Java start much faster from a snapshot.",
                            kSnapStart, check_snap_start}),
    claims(Claim::Missing, {"W2530", "Snapshot of no version",
                            "Snapshots are taken of published versions; without one SnapStart has no effect.",
                            kSnapStart, check_snap_start}),
    {"W2531", "Deprecated runtime", "A deprecated runtime gets no more patches, and its end is near.", kRuntimes,
     check_global_runtime},
    claims(Claim::Missing, {"W2533", "Zip package without handler or runtime",
                            "Lambda has to know what to call in a zip package, and with what.",
                            "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html", check_packages}),
    {"W3663", "Permission for anybody's bucket",
     "The ARN of a bucket does not say whose it is, so whoever takes its name later may call the function.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
     nullptr, check_permission_account},
    claims(
        Claim::Missing,
        {"W3664", "Permission that lets nobody in",
         "A permission whose principal and source are of two services allows no call.",
         "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
         nullptr, check_permission_principal}),
    {"W3702", "Layer that may be gone",
     "The layers named awslayer were for the change of the operating system in 2019.",
     "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"},
};

}  // namespace

std::span<const Rule> lambda_rules() { return kRules; }

}  // namespace virga
