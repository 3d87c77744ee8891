// Schema registries of Kafka event sources.
#pragma once

#include "compiler/expand/serverless/events/pull_event.h"

namespace virga {

// Checks SchemaRegistryConfig and appends the permissions that Lambda needs for the registry: its secrets and, for AWS
// Glue, the registry and its schemas. False if a problem was reported.
// https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
bool add_schema_registry(SamContext& context, const SamEvent& event, Value& statements);

}  // namespace virga
