// Rules of EventBridge: schedules and event patterns.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-rule.html
#pragma once

#include <string_view>

#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {

// Adds an AWS::Events::Rule with `properties` (taken over), to which State and Targets are added, and what it takes to
// reach the target: the permission for a function, a role for a state machine. Reads the properties State, Enabled,
// Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig, Target and RoleArn of the event.
bool add_event_rule(SamContext& context, const SamEvent& event, EventTarget& target, Value* properties);

// The queue of DeadLetterConfig: its ARN, or that of a queue which is made for {Type: SQS}; null where none is
// configured. With `policy`, a queue that is made lets the rule event.logical_id send to it. False when a problem was
// reported.
bool add_dead_letter_queue(SamContext& context, const SamEvent& event, bool policy, Value*& queue_arn);

// A role, event.logical_id + "Role", that lets `principal` start the state machine: its ARN.
Value* add_start_execution_role(SamContext& context, const SamEvent& event, const EventTarget& target,
                                std::string_view principal);

}  // namespace virga
