// V3006: FIFO queues as targets of senders that do not support them.
// https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
#include <optional>

#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// Nullopt if the template does not state it literally.
std::optional<bool> is_true(const Node* property) {
  if (property == nullptr) return false;
  bool value = false;
  return to_boolean(*property, value) ? std::optional(value) : std::nullopt;
}

// Whether the ARN certainly refers to a FIFO queue.
bool is_fifo_queue(const Template& model, const Node& arn) {
  if (arn.is_string()) return arn.text().starts_with("arn:") && arn.text().ends_with(".fifo");
  const Resource* queue = resource_named_by(model, arn);
  return queue != nullptr && queue->type == "AWS::SQS::Queue" && is_true(queue->property("FifoQueue")).value_or(false);
}

}  // namespace

void check_fifo_pairs(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::SNS::Subscription", [&](const Resource& resource, const Location& where) {
    const Node* protocol = resource.property("Protocol");
    const Node* name = resource.property("TopicArn");
    const Member* endpoint = resource.properties->value->find("Endpoint");
    if (protocol == nullptr || protocol->text() != "sqs" || name == nullptr || endpoint == nullptr) return;
    const Resource* topic = resource_named_by(model, *name);
    if (topic == nullptr || topic->type != "AWS::SNS::Topic" || has_macro_call(*topic)) return;
    if (is_true(topic->property("FifoTopic")).value_or(true) || !is_fifo_queue(model, *endpoint->value)) return;
    reporter.report("V3006", Location{&where, endpoint->key, endpoint->value, 0},
                    "A FIFO queue cannot subscribe to a standard topic; use a FIFO topic or a standard queue");
  });
  each_resource_of_type(compilation, "AWS::S3::Bucket", [&](const Resource& resource, const Location& where) {
    const Member* notifications = resource.properties->value->find("NotificationConfiguration");
    const Member* list = notifications == nullptr ? nullptr : notifications->value->find("QueueConfigurations");
    if (list == nullptr) return;
    const Location at_notifications{&where, notifications->key, notifications->value, 0};
    const Location at_list{&at_notifications, list->key, list->value, 0};
    std::uint32_t index = 0;
    for (const Node* item : list->value->items()) {
      const Location at{&at_list, nullptr, item, index++};
      const Member* queue = item->find("Queue");
      if (queue == nullptr || !is_fifo_queue(model, *queue->value)) continue;
      reporter.report("V3006", Location{&at, queue->key, queue->value, 0},
                      "S3 cannot send notifications to a FIFO queue; use a standard queue, or EventBridge");
    }
  });
}

}  // namespace virga
