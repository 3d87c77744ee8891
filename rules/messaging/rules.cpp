#include "rules/messaging/rules.h"

#include "rules/messaging/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3026", "Cluster mode without failover",
     "A replication group in cluster mode requires automatic failover, and a node to fail over to.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticache-replicationgroup.html"},
    {"E3501", "Properties do not match the queue type",
     "SQS refuses a FIFO queue whose name does not end with '.fifo', and FIFO properties on standard queues.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html"},
    claims(Claim::Missing, {"E3502", "Dead-letter queue of another type",
                            "A queue and its dead-letter queue must both be FIFO queues or both standard queues.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-properties-sqs-queue-redrivepolicy.html",
                            check_dead_letter_queues}),
    {"E3695", "Unknown cache engine or version", "ElastiCache does not have this engine or version.",
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html"},
    {"V3012", "Cache engine past its end of life",
     "AWS has ended the life of the version, so it gets no fixes and is upgraded at a time that you do not choose.",
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/red-ug/deprecated-engine-versions.html"},
    {"W3694", "Endpoint does not match the protocol",
     "SNS cannot deliver to an endpoint that does not match the protocol.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html",
     nullptr, check_subscription_endpoint},
};

}  // namespace

std::span<const Rule> messaging_rules() { return kRules; }

}  // namespace virga
