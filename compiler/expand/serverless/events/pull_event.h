// Event sources that Lambda polls: an AWS::Lambda::EventSourceMapping.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html
#pragma once

#include <array>
#include <string_view>

#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {

// What a source adds to the properties that all share.
struct PullEvent {
  Value* source_arn = nullptr;
  std::string_view managed_policy;  // for the function's role; empty for none
  Value* policy = nullptr;          // inline_policy(), may be null
  // Where ConsumerGroupId and SchemaRegistryConfig go, for Kafka; empty for others.
  std::string_view kafka_config;
  Value* document_db_config = nullptr;
};

// Adds the mapping and the policies. The properties have been checked against the rules.
bool add_pull_event(SamContext& context, const SamEvent& event, EventTarget& target, const PullEvent& pull);

// The id in SecretsManagerKmsKeyId. False, after a problem was reported, when it is no string; empty where none is set.
bool secrets_manager_key(SamContext& context, const SamEvent& event, std::string_view& key_id);

// What Lambda needs to poll from inside a VPC.
Value* vpc_statement(ValueFactory& make);

// The URI of the one configuration of type BASIC_AUTH that brokers and databases need; null after a problem was
// reported. Other types than it and `also` are problems.
Value* basic_auth_uri(SamContext& context, const SamEvent& event, std::string_view also = {});

}  // namespace virga
