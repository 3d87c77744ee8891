#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/expand/serverless/events/pull_event.h"

namespace virga {
bool expand_sqs_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  return add_pull_event(
      context, event, target,
      {.source_arn = event.get("Queue"), .managed_policy = "service-role/AWSLambdaSQSQueueExecutionRole"});
}

}  // namespace virga
