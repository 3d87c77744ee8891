#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_types.h"
#include "compiler/expand/serverless/events/schema_registry.h"

namespace virga {
bool expand_msk_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  Value* statements = make.list();
  if (const Value* access = event.get("SourceAccessConfigurations")) {
    for (const Value* item : access->items()) {
      const Value* uri = present(item, "URI");
      if (item->string_at("Type") != "CLIENT_CERTIFICATE_TLS_AUTH" || is_nothing(uri)) continue;
      statements->append(allow(make, {"secretsmanager:GetSecretValue"}, make.copy(uri)));
      break;  // Lambda accepts a single certificate
    }
  }
  if (!add_schema_registry(context, event, *statements)) return false;
  return add_pull_event(
      context, event, target,
      {.source_arn = event.get("Stream"),
       .managed_policy = "service-role/AWSLambdaMSKExecutionRole",
       .policy = statements->empty() ? nullptr : inline_policy(make, "MSKExecutionRolePolicy", statements),
       .kafka_config = "AmazonManagedKafkaEventSourceConfig"});
}

}  // namespace virga
