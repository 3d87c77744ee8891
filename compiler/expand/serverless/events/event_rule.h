// EventBridge rules for schedules and event patterns.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-rule.html
#pragma once

#include <string_view>

#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {

// Adds an AWS::Events::Rule with `properties` (ownership is taken) plus State and Targets, and whatever is needed to
// invoke the target: a permission for a function, a role for a state machine. Reads the event's properties State,
// Enabled, Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig, Target and RoleArn.
bool add_event_rule(SamContext& context, const SamEvent& event, EventTarget& target, Value* properties);

// Sets `queue_arn` to the ARN of DeadLetterConfig's queue, or of a new queue for {Type: SQS}; null if none is
// configured. With `policy`, a new queue allows the rule event.logical_id to send to it. False if a problem was
// reported.
bool add_dead_letter_queue(SamContext& context, const SamEvent& event, bool policy, Value*& queue_arn);

// Adds a role, event.logical_id + "Role", that lets `principal` start the state machine, and returns its ARN.
Value* add_start_execution_role(SamContext& context, const SamEvent& event, const EventTarget& target,
                                std::string_view principal);

}  // namespace virga
