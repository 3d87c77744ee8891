
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
bool expand_iot_rule_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  add_permission(context, event, target, "iot.amazonaws.com",
                 make.sub(arn(context, "iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}"),
                          make.object({{"RuleName", make.ref(event.logical_id)}})),
                 {}, make.sub("${AWS::AccountId}"));
  Value* action = make.object({{"Lambda", make.object({{"FunctionArn", target.arn(make)}})}});
  Value* payload = make.object(
      {{"Sql", make.copy(event.get("Sql"))}, {"RuleDisabled", make.boolean(false)}, {"Actions", make.list({action})}});
  if (const Value* version = event.get("AwsIotSqlVersion"); !is_nothing(version)) {
    payload->set("AwsIotSqlVersion", make.copy(version));
  }
  add_event_resource(context, event, event.logical_id, "AWS::IoT::TopicRule",
                     make.object({{"TopicRulePayload", payload}}));
  return true;
}

}  // namespace virga
