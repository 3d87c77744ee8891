// Event sources that Lambda polls: an AWS::Lambda::EventSourceMapping.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html
#pragma once

#include <array>
#include <string_view>

#include "compiler/expand/serverless/events/event_helpers.h"

namespace virga {

// Properties that all of them take; whether one makes sense for a source is for Lambda to say.
inline constexpr std::array kPullRules = {
    PropertyRule{"BatchSize", PropertyTypes::Integer},
    PropertyRule{"StartingPosition"},
    PropertyRule{"StartingPositionTimestamp"},
    PropertyRule{"Enabled", PropertyTypes::Boolean},
    PropertyRule{"MaximumBatchingWindowInSeconds", PropertyTypes::Integer},
    PropertyRule{"MaximumRetryAttempts", PropertyTypes::Integer},
    PropertyRule{"BisectBatchOnFunctionError", PropertyTypes::Boolean},
    PropertyRule{"MaximumRecordAgeInSeconds", PropertyTypes::Integer},
    PropertyRule{"DestinationConfig", PropertyTypes::Map},
    PropertyRule{"ParallelizationFactor", PropertyTypes::Integer},
    PropertyRule{"Topics", PropertyTypes::List},
    PropertyRule{"Queues", PropertyTypes::List},
    PropertyRule{"SourceAccessConfigurations", PropertyTypes::List},
    PropertyRule{"SecretsManagerKmsKeyId", PropertyTypes::String},
    PropertyRule{"TumblingWindowInSeconds", PropertyTypes::Integer},
    PropertyRule{"FunctionResponseTypes", PropertyTypes::List},
    PropertyRule{"KafkaBootstrapServers", PropertyTypes::List},
    PropertyRule{"FilterCriteria", PropertyTypes::Map},
    PropertyRule{"KmsKeyArn"},
    PropertyRule{"ConsumerGroupId", PropertyTypes::String},
    PropertyRule{"ScalingConfig", PropertyTypes::Map},
    PropertyRule{"ProvisionedPollerConfig", PropertyTypes::Map},
    PropertyRule{"MetricsConfig", PropertyTypes::Map},
    PropertyRule{"LoggingConfig", PropertyTypes::Map},
    PropertyRule{"SchemaRegistryConfig", PropertyTypes::Map},
};

// Those and the source's own, which count where both name a property.
template <std::size_t N>
constexpr std::array<PropertyRule, N + kPullRules.size()> with_pull_rules(const std::array<PropertyRule, N>& own) {
  std::array<PropertyRule, N + kPullRules.size()> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = own[i];
  for (std::size_t i = 0; i < kPullRules.size(); ++i) all[N + i] = kPullRules[i];
  return all;
}

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
