// EventBridge Scheduler.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-scheduler-schedule.html
#include <array>

#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_rule.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 6> kCopied = {
    "Description", "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"};
constexpr std::array<std::string_view, 2> kTargetProperties = {"Input", "RetryPolicy"};

bool set_name(SamContext& context, const SamEvent& event, Value& properties) {
  const Value* name = event.get("Name");
  const bool omit = !is_nothing(event.get("OmitName"));
  if (omit && !is_nothing(name)) {
    return fail(context, event, name,
                "OmitName and Name cannot be used together, because OmitName lets CloudFormation choose the name",
                "Name");
  }
  if (!omit) {
    properties.set("Name", is_nothing(name) ? context.make.string(event.logical_id) : context.make.copy(name));
  }
  return true;
}

// Adds the role that the scheduler assumes, and returns its ARN.
Value* add_scheduler_role(SamContext& context, const SamEvent& event, const EventTarget& target,
                          const Value* queue_arn) {
  ValueFactory& make = context.make;
  Value* invoke =
      target.is_state_machine
          ? allow_policy(make, event.logical_id + "StartExecutionPolicy", "states:StartExecution", target.arn(make))
          : allow_policy(make, event.logical_id + "LambdaPolicy", "lambda:InvokeFunction", target.arn(make));
  Value* policies = make.list({invoke});
  if (queue_arn != nullptr) {
    policies->append(allow_policy(make, event.logical_id + "SQSPolicy", "sqs:SendMessage", make.copy(queue_arn)));
  }
  Value* properties = make.object(
      {{"AssumeRolePolicyDocument", service_trust(make, "scheduler.amazonaws.com")}, {"Policies", policies}});
  if (const Value* boundary = event.get("PermissionsBoundary"); !is_nothing(boundary)) {
    properties->set("PermissionsBoundary", make.copy(boundary));
  }
  const std::string id = event.logical_id + "Role";
  add_event_resource(context, event, id, "AWS::IAM::Role", properties);
  return make.get_att(id, "Arn");
}

}  // namespace

bool expand_schedule_v2_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  Value* properties = make.object({{"ScheduleExpression", make.copy(event.get("ScheduleExpression"))}});
  if (const Value* state = event.get("State"); !is_nothing(state)) properties->set("State", make.copy(state));
  if (!set_name(context, event, *properties)) return false;
  const Value* window = event.get("FlexibleTimeWindow");
  properties->set("FlexibleTimeWindow",
                  is_nothing(window) ? make.object({{"Mode", make.string("OFF")}}) : make.copy(window));
  copy_properties(context, event, kCopied, *properties);
  add_event_resource(context, event, event.logical_id, "AWS::Scheduler::Schedule", properties);
  Value* queue_arn = nullptr;
  if (!add_dead_letter_queue(context, event, false, queue_arn)) return false;
  const Value* role = event.get("RoleArn");
  Value* item = make.object(
      {{"Arn", target.arn(make)},
       {"RoleArn", is_nothing(role) ? add_scheduler_role(context, event, target, queue_arn) : make.copy(role)}});
  copy_properties(context, event, kTargetProperties, *item);
  if (queue_arn != nullptr) item->set("DeadLetterConfig", make.object({{"Arn", queue_arn}}));
  properties->set("Target", item);
  return true;
}

}  // namespace virga
