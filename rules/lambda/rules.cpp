#include "rules/lambda/rules.h"

#include "rules/lambda/checks.h"

namespace virga {
namespace {

constexpr std::string_view kRuntimes = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html";
constexpr std::string_view kSnapStart = "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html";

constexpr Rule kRules[] = {
    {"E2529", "Too many subscription filters on a log group", "A log group can have at most two subscription filters.",
     "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html",
     check_subscription_filters},
    claims(Claim::Missing, {"E2530", "Runtime does not support SnapStart", "Most runtimes do not support SnapStart.",
                            kSnapStart, check_snap_start}),
    {"E2531", "Runtime blocked for creation",
     "Some time after a runtime's deprecation Lambda no longer creates functions with it.", kRuntimes,
     check_global_runtime, check_runtime},
    {"E2533", "Runtime blocked for updates",
     "Eventually Lambda no longer updates functions with a deprecated runtime either.", kRuntimes,
     check_global_runtime},
    claims(Claim::Missing,
           {"E3505", "Visibility timeout shorter than the function's timeout",
            "Lambda refuses a queue whose visibility timeout is less than the function's timeout.",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html", check_queue_timeouts}),
    {"E3633", "Missing starting position of a stream", "Lambda needs to know where to start reading a stream.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-lambda-eventsourcemapping.html"},
    {"E3634", "Starting position of a queue", "Queues do not support a starting position, and Lambda refuses one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-lambda-eventsourcemapping.html"},
    {"E3663", "Reserved environment variable",
     "Lambda refuses functions that set one of its reserved environment variables.",
     "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"},
    {"E3677", "Inline code for an unsupported runtime", "Only Node.js and Python support inline code.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"},
    {"E3678", "Inline code without a runtime", "Lambda needs to know the runtime of inline code.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html"},
    {"E3685", "Property not allowed for container images",
     "Lambda refuses Handler, Runtime and Layers for a function with PackageType Image.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html"},
    {"E3696", "Log level without the JSON log format",
     "Lambda only filters logs in JSON format and refuses levels for plain text.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-lambda-function-loggingconfig.html"},
    {"E3697", "Environment variables are too large",
     "The environment variables of a function can take at most 4 KB in total.",
     "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html", nullptr, check_environment_size},
    {"E3705", "Batch size too large for a FIFO queue", "Lambda reads at most 10 messages at a time from a FIFO queue.",
     "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"},
    {"E3716", "Layer name is too long", "A layer name can have at most 140 characters.",
     "https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html"},
    claims(Claim::Missing, {"I2530", "Java function without SnapStart",
                            "Java functions start much faster from a snapshot.", kSnapStart, check_snap_start}),
    claims(Claim::Missing, {"W2530", "SnapStart without a published version",
                            "Snapshots are taken of published versions; without one SnapStart has no effect.",
                            kSnapStart, check_snap_start}),
    {"W2531", "Deprecated runtime", "A deprecated runtime gets no more patches and will soon be blocked.", kRuntimes,
     check_global_runtime},
    claims(Claim::Missing, {"W2533", "Zip package without a handler or runtime",
                            "Lambda needs to know what to call in a zip package, and with which runtime.",
                            "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html", check_packages}),
    claims(
        Claim::Missing,
        {"W3663", "Permission for a bucket of any account",
         "A bucket ARN contains no account, so whoever takes over the bucket name could invoke the function.",
         "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
         nullptr, check_permission_account}),
    claims(
        Claim::Missing,
        {"W3664", "Permission that allows nothing",
         "A permission whose principal and source belong to different services allows no call.",
         "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
         nullptr, check_permission_principal}),
    {"W3702", "Obsolete layer", "The awslayer layers were for the operating system change of 2019.",
     "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html"},
};

}  // namespace

std::span<const Rule> lambda_rules() { return kRules; }

}  // namespace virga
