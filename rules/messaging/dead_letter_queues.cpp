// E3502: a queue and its dead-letter queue must both be FIFO queues or both standard queues.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
#include "rules/engine/branches.h"
#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/messaging/checks.h"

namespace virga {
namespace {

// Calls `visit(bool is_fifo, const Scenario&)` for each kind that the queue may have, as far as it is known.
template <typename Visit>
void each_kind(const ConditionSolver& conditions, const Resource& queue, const Scenario& assumed, Visit&& visit) {
  const Node* fifo = queue.property("FifoQueue");
  if (has_macro_call(queue)) return;
  if (fifo == nullptr) {
    visit(false, assumed);
    return;
  }
  each_choice(conditions, *fifo, assumed, [&](const Node& value, const Scenario& scenario) {
    bool is_fifo = false;
    if (is_no_value(value) || to_boolean(value, is_fifo)) visit(is_fifo, scenario);
  });
}

// The same for a queue given by its ARN: an attribute of a queue in the template, or a string.
template <typename Visit>
void each_kind_of_target(const Compilation& compilation, const Node& arn, const Scenario& assumed, Visit&& visit) {
  each_choice(compilation.conditions(), arn, assumed, [&](const Node& value, const Scenario& scenario) {
    if (value.is_string()) {
      if (value.text().starts_with("arn:")) visit(value.text().ends_with(".fifo"), scenario);
      return;
    }
    const Resource* queue = resource_named_by(compilation.model(), value);
    if (queue != nullptr && queue->type == "AWS::SQS::Queue") {
      each_kind(compilation.conditions(), *queue, scenario, visit);
    }
  });
}

}  // namespace

void check_dead_letter_queues(const Compilation& compilation, Reporter& reporter) {
  each_resource_of_type(compilation, "AWS::SQS::Queue", [&](const Resource& resource, const Location& where) {
    const Node* redrive = resource.property("RedrivePolicy");
    const Node* target = redrive == nullptr ? nullptr : redrive->get("deadLetterTargetArn");
    if (target == nullptr) return;
    const Member* fifo = resource.properties->value->find("FifoQueue");
    const Location at = fifo == nullptr ? where : Location{&where, fifo->key, fifo->value, 0};
    bool is_told = false;
    each_kind(compilation.conditions(), resource, {}, [&](bool is_fifo, const Scenario& assumed) {
      each_kind_of_target(compilation, *target, assumed, [&](bool dead_is_fifo, const Scenario& scenario) {
        if (is_fifo == dead_is_fifo || is_told || !compilation.conditions().possible(scenario)) return;
        is_told = true;
        reporter.report("E3502", at,
                        is_fifo ? "The dead-letter queue of a FIFO queue must be a FIFO queue"
                                : "The dead-letter queue of a standard queue must be a standard queue");
      });
    });
  });
}

}  // namespace virga
