#include "compiler/expand/serverless/events/event_rule.h"

#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kPrincipal = "events.amazonaws.com";
constexpr std::array<std::string_view, 4> kTargetProperties = {"Input", "InputPath", "RetryPolicy", "InputTransformer"};

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
constexpr std::size_t kMostOfTargetId = 64;

std::string target_id(std::string_view logical_id, std::string_view suffix) {
  return fmt::format("{}{}", logical_id.substr(0, kMostOfTargetId - suffix.size()), suffix);
}

bool set_state(SamContext& context, const SamEvent& event, Value& properties) {
  const Value* state = event.get("State");
  const Value* enabled = event.get("Enabled");
  if (!is_nothing(state) && enabled != nullptr) {
    return fail(context, event, enabled, "State and Enabled mean the same; keep State", "Enabled");
  }
  if (!is_nothing(state)) properties.set("State", context.make.copy(state));
  if (enabled != nullptr) {
    properties.set("State", context.make.string(is_nothing(enabled) ? "DISABLED" : "ENABLED"));
  }
  return true;
}

void add_queue_policy(SamContext& context, const SamEvent& event, std::string_view queue) {
  ValueFactory& make = context.make;
  Value* source = make.object({{"aws:SourceArn", make.get_att(event.logical_id, "Arn")}});
  Value* statement = make.object({{"Action", make.string("sqs:SendMessage")},
                                  {"Effect", make.string("Allow")},
                                  {"Principal", make.object({{"Service", make.string(kPrincipal)}})},
                                  {"Resource", make.get_att(queue, "Arn")},
                                  {"Condition", make.object({{"ArnEquals", source}})}});
  Value* document = make.object({{"Version", make.string("2012-10-17")}, {"Statement", make.list({statement})}});
  add_event_resource(context, event, event.logical_id + "QueuePolicy", "AWS::SQS::QueuePolicy",
                     make.object({{"PolicyDocument", document}, {"Queues", make.list({make.ref(queue)})}}));
}

}  // namespace

bool add_dead_letter_queue(SamContext& context, const SamEvent& event, bool policy, Value*& queue_arn) {
  constexpr std::string_view kProperty = "DeadLetterConfig";
  const Value* config = event.get(kProperty);
  if (config == nullptr) return true;
  const Value* type = config->get("Type");
  if (config->has("Arn") == (type != nullptr)) {
    return fail(context, event, config,
                "DeadLetterConfig requires either the Arn of a queue, or 'Type: SQS' to generate one", kProperty);
  }
  if (type != nullptr && !type->is("SQS")) {
    return fail(context, event, type,
                misspelt_value(fmt::format("Type of DeadLetterConfig must be 'SQS', found {}", describe(*type)), *type,
                               {"SQS"}),
                kProperty);
  }
  if (const Value* arn = present(config, "Arn")) {
    queue_arn = context.make.copy(arn);
    return true;
  }
  const Value* id = present(config, "QueueLogicalId");
  if (id != nullptr && !id->is_string()) {
    return fail(
        context, event, id,
        fmt::format("QueueLogicalId must be a string, the logical ID of the generated queue, found {}", describe(*id)),
        kProperty);
  }
  const std::string queue = is_nothing(id) ? event.logical_id + "Queue" : std::string(id->text());
  add_event_resource(context, event, queue, "AWS::SQS::Queue", nullptr);
  if (policy) add_queue_policy(context, event, queue);
  queue_arn = context.make.get_att(queue, "Arn");
  return true;
}

Value* add_start_execution_role(SamContext& context, const SamEvent& event, const EventTarget& target,
                                std::string_view principal) {
  ValueFactory& make = context.make;
  const std::string id = event.logical_id + "Role";
  Value* policy = allow_policy(make, id + "StartExecutionPolicy", "states:StartExecution", target.arn(make));
  Value* properties =
      make.object({{"AssumeRolePolicyDocument", service_trust(make, principal)}, {"Policies", make.list({policy})}});
  if (const Value* boundary = event.owner->get("PermissionsBoundary"); !is_nothing(boundary)) {
    properties->set("PermissionsBoundary", make.copy(boundary));
  }
  add_event_resource(context, event, id, "AWS::IAM::Role", properties);
  return make.get_att(id, "Arn");
}

bool add_event_rule(SamContext& context, const SamEvent& event, EventTarget& target, Value* properties) {
  ValueFactory& make = context.make;
  if (!set_state(context, event, *properties)) return false;
  add_event_resource(context, event, event.logical_id, "AWS::Events::Rule", properties);
  Value* queue_arn = nullptr;
  if (!add_dead_letter_queue(context, event, true, queue_arn)) return false;
  Value* id = make.copy(present(event.get("Target"), "Id"));
  if (id == nullptr) {
    id = make.string(target_id(event.logical_id, target.is_state_machine ? "StepFunctionsTarget" : "LambdaTarget"));
  }
  Value* item = make.object({{"Arn", target.arn(make)}, {"Id", id}});
  if (target.is_state_machine) {
    const Value* role = event.get("RoleArn");
    item->set("RoleArn",
              role != nullptr ? make.copy(role) : add_start_execution_role(context, event, target, kPrincipal));
  } else {
    add_permission(context, event, target, kPrincipal, make.get_att(event.logical_id, "Arn"));
  }
  copy_properties(context, event, kTargetProperties, *item);
  if (queue_arn != nullptr) item->set("DeadLetterConfig", make.object({{"Arn", queue_arn}}));
  properties->set("Targets", make.list({item}));
  return true;
}

}  // namespace virga
