#include "rules/messaging/rules.h"

#include "rules/messaging/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3501", "FIFO queue and its properties do not match",
     "SQS refuses a FIFO queue whose name does not end with '.fifo', and properties of FIFO queues on others.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html"},
    {"E3502", "Queue and dead-letter queue are of different kinds",
     "The dead-letter queue of a FIFO queue is a FIFO queue, and that of a standard queue a standard queue.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-sqs-queue-redrivepolicy.html",
     check_dead_letter_queues},
    {"W3694", "Endpoint does not fit the protocol",
     "SNS cannot deliver to an endpoint of another kind than its protocol.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html",
     nullptr, check_subscription_endpoint},
};

}  // namespace

std::span<const Rule> messaging_rules() { return kRules; }

}  // namespace virga
