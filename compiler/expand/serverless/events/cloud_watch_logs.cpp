
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
bool expand_cloud_watch_logs_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  const Value* group = event.get("LogGroupName");
  add_permission(context, event, target, "logs.amazonaws.com",
                 make.sub(arn(context, "logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*"),
                          make.object({{"__LogGroupName__", make.copy(group)}})));
  Value* filter = add_event_resource(context, event, event.logical_id, "AWS::Logs::SubscriptionFilter",
                                     make.object({{"LogGroupName", make.copy(group)},
                                                  {"FilterPattern", make.copy(event.get("FilterPattern"))},
                                                  {"DestinationArn", target.arn(make)}}));
  // CloudWatch Logs invokes the function when the filter is created.
  filter->set("DependsOn", make.list({make.string(event.logical_id + "Permission")}));
  return true;
}

}  // namespace virga
