#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 4> kCopied = {"Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"};

void add_subscription(SamContext& context, const SamEvent& event, std::string_view protocol, Value* endpoint) {
  ValueFactory& make = context.make;
  Value* properties = make.object(
      {{"Endpoint", endpoint}, {"Protocol", make.string(protocol)}, {"TopicArn", make.copy(event.get("Topic"))}});
  copy_properties(context, event, kCopied, *properties);
  add_event_resource(context, event, event.logical_id, "AWS::SNS::Subscription", properties);
}

// Adds a policy that lets the topic send to the queue.
void add_queue_policy(SamContext& context, const SamEvent& event, std::string_view logical_id, Value* queue_arn,
                      Value* queue_url) {
  ValueFactory& make = context.make;
  Value* source = make.object({{"aws:SourceArn", make.copy(event.get("Topic"))}});
  Value* statement = make.object({{"Action", make.string("sqs:SendMessage")},
                                  {"Effect", make.string("Allow")},
                                  {"Principal", make.string("*")},
                                  {"Resource", queue_arn},
                                  {"Condition", make.object({{"ArnEquals", source}})}});
  Value* document = make.object({{"Version", make.string("2012-10-17")}, {"Statement", make.list({statement})}});
  add_event_resource(context, event, logical_id, "AWS::SQS::QueuePolicy",
                     make.object({{"PolicyDocument", document}, {"Queues", make.list({queue_url})}}));
}

// Lets Lambda poll the queue, as for an event of type SQS.
bool poll(SamContext& context, const SamEvent& event, EventTarget& target, Value* queue_arn, const Value* batch_size) {
  constexpr std::int64_t kBatchSize = 10;
  ValueFactory& make = context.make;
  SamEvent queue = event;
  queue.logical_id += "EventSourceMapping";
  queue.type = "SQS";
  queue.properties =
      make.object({{"Queue", queue_arn},
                   {"BatchSize", is_nothing(batch_size) ? make.integer(kBatchSize) : make.copy(batch_size)},
                   {"Enabled", make.boolean(true)}});
  return expand_sqs_event(context, queue, target);
}

}  // namespace

bool expand_sns_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  const Value* through = event.get("SqsSubscription");
  if (is_nothing(through)) {
    add_permission(context, event, target, "sns.amazonaws.com", make.copy(event.get("Topic")));
    add_subscription(context, event, "lambda", target.arn(make));
    return true;
  }
  const std::string made = event.logical_id + "Queue";
  const Value* queue_arn = make.get_att(made, "Arn");
  const Value* queue_url = make.ref(made);
  const Value* policy_id = nullptr;
  if (through->is_boolean()) {
    // FIFO topics deliver to FIFO queues.
    const Value* topic = context.source->at(event.get("Topic")->ref(), "Properties", "FifoTopic");
    Value* properties = is_nothing(topic) ? nullptr : make.object({{"FifoQueue", make.boolean(true)}});
    add_event_resource(context, event, made, "AWS::SQS::Queue", properties);
  } else {
    queue_arn = present(through, "QueueArn");
    queue_url = present(through, "QueueUrl");
    policy_id = present(through, "QueuePolicyLogicalId");
    if (is_nothing(queue_arn) || is_nothing(queue_url)) {
      return fail(context, event, through,
                  "SqsSubscription must be true, to generate a queue, or a map with the QueueArn and QueueUrl of an "
                  "existing one",
                  "SqsSubscription");
    }
  }
  if (!is_nothing(policy_id) && !(policy_id->is_string() && is_alphanumeric(policy_id->text()))) {
    return fail(
        context, event, policy_id,
        fmt::format("QueuePolicyLogicalId must be a logical ID of letters and digits, found {}", describe(*policy_id)),
        "SqsSubscription");
  }
  const std::string policy = !is_nothing(policy_id) ? std::string(policy_id->text()) : event.logical_id + "QueuePolicy";
  add_queue_policy(context, event, policy, make.copy(queue_arn), make.copy(queue_url));
  add_subscription(context, event, "sqs", make.copy(queue_arn));
  return poll(context, event, target, make.copy(queue_arn), present(through, "BatchSize"));
}

}  // namespace virga
