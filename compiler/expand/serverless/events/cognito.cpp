#include <fmt/format.h>

#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

bool add_trigger(SamContext& context, const SamEvent& event, const EventTarget& target, const Value& trigger,
                 Value& lambda_config) {
  if (lambda_config.has(trigger.text())) {
    return fail(context, event, &trigger,
                fmt::format("The user pool already has a function for '{}'; there can only be one", trigger.text()),
                "Trigger");
  }
  lambda_config.set(context.make.copy(&trigger), target.arn(context.make));
  return true;
}

}  // namespace

bool expand_cognito_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  Value* pool = linked_resource(context, event, "UserPool", "AWS::Cognito::UserPool", "user pool");
  if (pool == nullptr) return false;
  const std::string pool_id(event.get("UserPool")->ref());
  // One permission per function, whatever the number of its triggers.
  SamEvent named = event;
  named.logical_id = target.logical_id + "Cognito";
  add_permission(context, named, target, "cognito-idp.amazonaws.com", context.make.get_att(pool_id, "Arn"));
  Value* properties = linked_properties(context, pool_id, *pool);
  Value* lambda_config = properties == nullptr
                             ? nullptr
                             : linked_collection(context, pool_id, *properties, "LambdaConfig", NodeKind::Mapping);
  if (lambda_config == nullptr) return false;
  const Value* trigger = event.get("Trigger");
  if (trigger->is_string()) return add_trigger(context, event, target, *trigger, *lambda_config);
  for (const Value* item : trigger->items()) {
    if (!add_trigger(context, event, target, *item, *lambda_config)) return false;
  }
  return true;
}

}  // namespace virga
