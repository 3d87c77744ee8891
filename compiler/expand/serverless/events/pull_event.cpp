#include "compiler/expand/serverless/events/pull_event.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

// Properties that are copied unchanged.
constexpr std::array<std::string_view, 20> kCopied = {"StartingPosition",
                                                      "StartingPositionTimestamp",
                                                      "BatchSize",
                                                      "Enabled",
                                                      "MaximumBatchingWindowInSeconds",
                                                      "MaximumRetryAttempts",
                                                      "BisectBatchOnFunctionError",
                                                      "MaximumRecordAgeInSeconds",
                                                      "ParallelizationFactor",
                                                      "Topics",
                                                      "Queues",
                                                      "SourceAccessConfigurations",
                                                      "TumblingWindowInSeconds",
                                                      "FunctionResponseTypes",
                                                      "FilterCriteria",
                                                      "KmsKeyArn",
                                                      "ScalingConfig",
                                                      "ProvisionedPollerConfig",
                                                      "MetricsConfig",
                                                      "LoggingConfig"};

bool check_filter_criteria(SamContext& context, const SamEvent& event) {
  const Value* criteria = event.get("FilterCriteria");
  if (criteria == nullptr || criteria->empty() || criteria->is_intrinsic()) return true;
  if (criteria->size() == 1 && criteria->has("Filters")) return true;
  return fail(context, event, criteria, "FilterCriteria must have a single key 'Filters' with a list of patterns",
              "FilterCriteria");
}

// DestinationConfig.OnFailure.Type is only for SAM: it determines which permission the function needs for the
// destination.
bool add_destination(SamContext& context, const SamEvent& event, bool is_kafka, Value& properties, Value*& policy) {
  const Value* config = event.get("DestinationConfig");
  if (is_nothing(config)) return true;
  ValueFactory& make = context.make;
  Value* copy = make.copy(config);
  Value* on_failure = present(copy, "OnFailure");
  if (on_failure == nullptr || !on_failure->is_mapping()) {
    return fail(context, event, config,
                "DestinationConfig requires a map 'OnFailure' with the destination of failed records",
                "DestinationConfig");
  }
  properties.set("DestinationConfig", copy);
  const Value* type = present(on_failure, "Type");
  if (is_nothing(type)) return true;
  Value* destination = make.copy(present(on_failure, "Destination"));
  if (type->is("SQS")) {
    policy = allow_policy(make, event.logical_id + "SQSPolicy", "sqs:SendMessage", destination);
  } else if (type->is("SNS")) {
    policy = allow_policy(make, event.logical_id + "SNSPolicy", "sns:publish", destination);
  } else if (type->is("S3")) {
    Value* objects = make.join("/", make.list({make.copy(destination), make.string("*")}));
    policy = inline_policy(
        make, event.logical_id + "S3Policy",
        make.list({allow_one(make, "s3:PutObject", objects), allow_one(make, "s3:ListBucket", destination)}));
  } else if (!is_kafka || !type->is("Kafka")) {  // a topic of the cluster itself needs no permission
    return fail(context, event, type,
                misspelt_value(fmt::format("Type must be 'SQS', 'SNS'{}, found {}",
                                           is_kafka ? ", 'S3' or 'Kafka'" : " or 'S3'", describe(*type)),
                               *type, {"SQS", "SNS", "S3", is_kafka ? "Kafka" : ""}),
                "DestinationConfig");
  }
  on_failure->erase("Type");
  return true;
}

bool add_kafka_config(SamContext& context, const SamEvent& event, const PullEvent& pull, Value& properties) {
  const Value* group = event.get("ConsumerGroupId");
  const Value* registry = event.get("SchemaRegistryConfig");
  if (pull.kafka_config.empty()) {
    const Value* wrong = !is_nothing(group) ? group : !is_nothing(registry) ? registry : nullptr;
    return wrong == nullptr ||
           fail(context, event, wrong,
                fmt::format("{} is only for Kafka, but this event is of type {}; remove it",
                            wrong == group ? "ConsumerGroupId" : "SchemaRegistryConfig", event.type),
                wrong == group ? "ConsumerGroupId" : "SchemaRegistryConfig");
  }
  Value* config = context.make.object();
  if (!is_nothing(group)) config->set("ConsumerGroupId", context.make.copy(group));
  if (!is_nothing(registry)) config->set("SchemaRegistryConfig", context.make.copy(registry));
  if (!config->empty()) properties.set(pull.kafka_config, config);
  return true;
}

}  // namespace

bool add_pull_event(SamContext& context, const SamEvent& event, EventTarget& target, const PullEvent& pull) {
  ValueFactory& make = context.make;
  Value* properties = make.object({{"FunctionName", target.ref(make)}, {"EventSourceArn", make.copy(pull.source_arn)}});
  copy_properties(context, event, kCopied, *properties);
  if (!check_filter_criteria(context, event)) return false;
  if (const Value* servers = event.get("KafkaBootstrapServers"); !is_nothing(servers)) {
    properties->set("SelfManagedEventSource",
                    make.object({{"Endpoints", make.object({{"KafkaBootstrapServers", make.copy(servers)}})}}));
  }
  Value* destination_policy = nullptr;
  if (!add_kafka_config(context, event, pull, *properties) ||
      !add_destination(context, event, !pull.kafka_config.empty(), *properties, destination_policy)) {
    return false;
  }
  if (pull.document_db_config != nullptr) properties->set("DocumentDBEventSourceConfig", pull.document_db_config);
  add_event_resource(context, event, event.logical_id, "AWS::Lambda::EventSourceMapping", properties);
  if (!pull.managed_policy.empty()) add_managed_policy(context, target.role, pull.managed_policy);
  if (pull.policy != nullptr) add_inline_policy(context, target.role, pull.policy);
  if (destination_policy != nullptr) add_inline_policy(context, target.role, destination_policy);
  return true;
}

bool secrets_manager_key(SamContext& context, const SamEvent& event, std::string_view& key_id) {
  const Value* value = event.get("SecretsManagerKmsKeyId");
  if (is_nothing(value)) return true;
  if (!value->is_string()) {
    return fail(context, event, value,
                fmt::format("SecretsManagerKmsKeyId must be a string, the ID of a key, found {}", describe(*value)),
                "SecretsManagerKmsKeyId");
  }
  key_id = value->text();
  return true;
}

Value* vpc_statement(ValueFactory& make) {
  return allow(make,
               {"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface",
                "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"},
               make.string("*"));
}

Value* basic_auth_uri(SamContext& context, const SamEvent& event, std::string_view also) {
  constexpr std::string_view kProperty = "SourceAccessConfigurations";
  const auto wrong = [&](const Value* place, Complaint complaint) -> Value* {
    fail(context, event, place, std::move(complaint), kProperty);
    return nullptr;
  };
  const std::string types = also.empty() ? "BASIC_AUTH" : fmt::format("BASIC_AUTH or {}", also);
  const Value* configurations = event.get(kProperty);
  if (is_nothing(configurations)) {
    return wrong(
        nullptr,
        fmt::format("An event of type {} requires SourceAccessConfigurations with a BASIC_AUTH secret to log in with",
                    event.type));
  }
  if (!configurations->is_sequence()) {
    return wrong(
        configurations,
        fmt::format("SourceAccessConfigurations must be a list because policies are generated from it, found {}",
                    describe(*configurations)));
  }
  Value* uri = nullptr;
  for (const Value* item : configurations->items()) {
    const Value* type = present(item, "Type");
    if (type == nullptr || (!type->is("BASIC_AUTH") && (also.empty() || !type->is(also)))) {
      return wrong(type != nullptr ? type : item,
                   fmt::format("Each item of SourceAccessConfigurations must be a map with a Type, {}", types));
    }
    if (!type->is("BASIC_AUTH")) continue;
    if (uri != nullptr) return wrong(item, "There can only be one secret of type BASIC_AUTH");
    uri = present(item, "URI");
    if (is_nothing(uri)) return wrong(item, "BASIC_AUTH requires a URI, the ARN of the secret");
  }
  if (uri == nullptr) return wrong(configurations, "SourceAccessConfigurations requires an item of type BASIC_AUTH");
  return uri;
}

}  // namespace virga
