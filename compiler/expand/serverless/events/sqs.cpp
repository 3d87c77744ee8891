#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/expand/serverless/events/pull_event.h"

namespace virga {
namespace {

constexpr auto kRules = with_pull_rules(std::array{PropertyRule{"Queue", PropertyTypes::Any, true}});

}  // namespace

bool expand_sqs_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event, kRules)) return false;
  return add_pull_event(
      context, event, target,
      {.source_arn = event.get("Queue"), .managed_policy = "service-role/AWSLambdaSQSQueueExecutionRole"});
}

}  // namespace virga
