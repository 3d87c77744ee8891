// Event sources that Lambda polls: an AWS::Lambda::EventSourceMapping.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html
#pragma once

#include <array>
#include <string_view>

#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {

// What a source adds to the common properties.
struct PullEvent {
  Value* source_arn = nullptr;
  std::string_view managed_policy;  // for the function's role; may be empty
  Value* policy = nullptr;          // inline_policy(), may be null
  // The property for ConsumerGroupId and SchemaRegistryConfig of Kafka sources; empty for others.
  std::string_view kafka_config;
  Value* document_db_config = nullptr;
};

// Adds the mapping and the policies. The event's properties must have been checked.
bool add_pull_event(SamContext& context, const SamEvent& event, EventTarget& target, const PullEvent& pull);

// Reads the key ID in SecretsManagerKmsKeyId, which is empty if it is not set. False if it is not a string, which is
// reported.
bool secrets_manager_key(SamContext& context, const SamEvent& event, std::string_view& key_id);

// The permissions that Lambda needs to poll from inside a VPC.
Value* vpc_statement(ValueFactory& make);

// The URI of the single BASIC_AUTH configuration that brokers and databases require; null if a problem was reported.
// Configurations of types other than BASIC_AUTH and `also` are problems.
Value* basic_auth_uri(SamContext& context, const SamEvent& event, std::string_view also = {});

}  // namespace virga
