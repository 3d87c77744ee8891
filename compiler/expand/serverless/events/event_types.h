// The event sources, with one function per type; each is an ExpandEvent (sam_events.h). Those that state machines also
// have check EventTarget::is_state_machine.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
#pragma once

#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

// Lambda polls these: an AWS::Lambda::EventSourceMapping, and policies for the generated role -----------------------

bool expand_sqs_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_kinesis_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_dynamodb_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_msk_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_self_managed_kafka_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_mq_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_document_db_event(SamContext& context, const SamEvent& event, EventTarget& target);

// These call Lambda, or start the state machine -----------------------------------------------------------------------

bool expand_alexa_skill_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_cloud_watch_logs_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_cognito_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_iot_rule_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_s3_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_sns_event(SamContext& context, const SamEvent& event, EventTarget& target);
// Also for state machines.
bool expand_schedule_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_schedule_v2_event(SamContext& context, const SamEvent& event, EventTarget& target);
bool expand_event_pattern_event(SamContext& context, const SamEvent& event, EventTarget& target);  // both of its names

}  // namespace virga
