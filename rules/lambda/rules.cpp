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
    {"E2530", "Runtime without snapshots", "Functions of most runtimes cannot start from a snapshot.", kSnapStart,
     check_snap_start},
    {"E2531", "Runtime that no function can be created with",
     "Some time after a runtime's deprecation Lambda creates no more functions with it.", kRuntimes,
     check_global_runtime, check_runtime},
    {"E2533", "Runtime that no function can be updated with",
     "In the end Lambda does not even update functions of a deprecated runtime.", kRuntimes, check_global_runtime},
    {"I2530", "Java without snapshots", "Functions in Java start much faster from a snapshot.", kSnapStart,
     check_snap_start},
    {"W2530", "Snapshot of no version",
     "Snapshots are taken of published versions; without one SnapStart has no effect.", kSnapStart, check_snap_start},
    {"W2531", "Deprecated runtime", "A deprecated runtime gets no more patches, and its end is near.", kRuntimes,
     check_global_runtime},
    {"W2533", "Zip package without handler or runtime",
     "Lambda has to know what to call in a zip package, and with what.",
     "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html", check_packages},
};

}  // namespace

std::span<const Rule> lambda_rules() { return kRules; }

}  // namespace virga
