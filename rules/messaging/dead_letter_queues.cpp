// E3502: a queue and its dead-letter queue are both FIFO queues, or both standard ones.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
#include <optional>

#include "rules/engine/resources_of_type.h"
#include "rules/messaging/checks.h"

namespace virga {
namespace {

// None when the template does not say it in so many words.
std::optional<bool> is_fifo(const Resource& queue) {
  const Node* fifo = queue.property("FifoQueue");
  if (fifo == nullptr) return false;
  bool value = false;
  return to_boolean(*fifo, value) ? std::optional(value) : std::nullopt;
}

// Of the queue that the ARN names: an attribute of a queue in the template, or a text.
std::optional<bool> is_fifo_target(const Template& model, const Node& arn) {
  if (arn.is_string()) {
    if (!arn.text().starts_with("arn:")) return std::nullopt;
    return arn.text().ends_with(".fifo");
  }
  const Resource* queue = resource_named_by(model, arn);
  return queue == nullptr || queue->type != "AWS::SQS::Queue" ? std::nullopt : is_fifo(*queue);
}

}  // namespace

void check_dead_letter_queues(const Compilation& compilation, Reporter& reporter) {
  each_resource_of_type(compilation, "AWS::SQS::Queue", [&](const Resource& resource, const Location& where) {
    const Node* redrive = resource.property("RedrivePolicy");
    const Node* target = redrive == nullptr ? nullptr : redrive->get("deadLetterTargetArn");
    if (target == nullptr) return;
    const std::optional<bool> source = is_fifo(resource);
    const std::optional<bool> dead = is_fifo_target(compilation.model(), *target);
    if (!source || !dead || *source == *dead) return;
    const Member* fifo = resource.properties->value->find("FifoQueue");
    const Location at = fifo == nullptr ? where : Location{&where, fifo->key, fifo->value, 0};
    reporter.report("E3502", at,
                    *source ? "The dead-letter queue of a FIFO queue must be a FIFO queue"
                            : "The dead-letter queue of a standard queue must be a standard queue");
  });
}

}  // namespace virga
