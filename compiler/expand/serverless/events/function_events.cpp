#include <algorithm>
#include <array>

#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

constexpr std::array kEvents = {
    EventType{"AlexaSkill", expand_alexa_skill_event},
    EventType{"Api", expand_api_event},
    EventType{"CloudWatchEvent", expand_event_pattern_event},
    EventType{"CloudWatchLogs", expand_cloud_watch_logs_event},
    EventType{"Cognito", expand_cognito_event},
    EventType{"DocumentDB", expand_document_db_event},
    EventType{"DynamoDB", expand_dynamodb_event},
    EventType{"EventBridgeRule", expand_event_pattern_event},
    EventType{"HttpApi", expand_http_api_event},
    EventType{"IoTRule", expand_iot_rule_event},
    EventType{"Kinesis", expand_kinesis_event},
    EventType{"MQ", expand_mq_event},
    EventType{"MSK", expand_msk_event},
    EventType{"S3", expand_s3_event},
    EventType{"SNS", expand_sns_event},
    EventType{"SQS", expand_sqs_event},
    EventType{"Schedule", expand_schedule_event},
    EventType{"ScheduleV2", expand_schedule_v2_event},
    EventType{"SelfManagedKafka", expand_self_managed_kafka_event},
};

}  // namespace

const EventType* find_function_event(std::string_view type) {
  const auto* found =
      std::find_if(kEvents.begin(), kEvents.end(), [&](const EventType& event) { return event.name == type; });
  return found == kEvents.end() ? nullptr : found;
}

}  // namespace virga
