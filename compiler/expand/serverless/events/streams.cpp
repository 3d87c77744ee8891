// Kinesis and DynamoDB streams.
#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/expand/serverless/events/pull_event.h"

namespace virga {
namespace {

bool expand_stream(SamContext& context, const SamEvent& event, EventTarget& target, std::string_view managed_policy) {
  if (!check_event(context, event)) return false;
  return add_pull_event(context, event, target, {.source_arn = event.get("Stream"), .managed_policy = managed_policy});
}

}  // namespace

bool expand_kinesis_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  return expand_stream(context, event, target, "service-role/AWSLambdaKinesisExecutionRole");
}

bool expand_dynamodb_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  return expand_stream(context, event, target, "service-role/AWSLambdaDynamoDBExecutionRole");
}

}  // namespace virga
