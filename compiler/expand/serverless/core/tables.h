// The tables of the SAM transform: properties, policy templates, managed policies, connectors. They are made at build
// time from schemas/overlay/sam; nothing is parsed before it is used.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/value.h"
#include "compiler/expand/value_factory.h"

namespace virga {

// The properties that the transform takes of a resource type; empty for a type that there is not.
std::span<const PropertyRule> property_rules(std::string_view type);
// … of an event of the resource type.
std::span<const PropertyRule> event_property_rules(std::string_view type, std::string_view event);

// A policy template such as DynamoDBCrudPolicy. `statements` is for read_table().
struct PolicyTemplate {
  std::string_view name;
  std::span<const std::string_view> parameters;  // sorted
  std::string_view statements;                   // a list of statements
};

// What a connection between two resources is made of.
enum class ConnectorPolicy : std::uint8_t {
  SourceRole,       // an AWS::IAM::ManagedPolicy for the role of the source
  DestinationRole,  // … of the destination
  Permission,       // an AWS::Lambda::Permission for the destination
  Queue,            // an AWS::SQS::QueuePolicy for the destination
  Topic,            // an AWS::SNS::TopicPolicy for the destination
};

// What has to wait for the policy of a connection.
enum class ConnectorWaiter : std::uint8_t { Nothing, Source, EventSourceMapping };

// What one of the Permissions of a connector allows. `text` is for read_table(): a list of statements, or with
// ConnectorPolicy::Permission the properties of the permission. Its parameters are Source.X and Destination.X, X being
// Arn, Name, ResourceId or Qualifier.
struct ConnectorAccess {
  std::string_view permission;  // "Read" or "Write"
  std::string_view text;
};

// What AWS::Serverless::Connector makes for two types of resources.
struct ConnectorProfile {
  std::string_view source;
  std::string_view destination;
  ConnectorPolicy policy = ConnectorPolicy::SourceRole;
  ConnectorWaiter waiter = ConnectorWaiter::Nothing;
  std::span<const ConnectorAccess> accesses;  // in the order of their statements
  // The sets of permissions that can be asked for, "Read Read+Write"; empty: any of those there are.
  std::string_view needs;
};

// What a connector knows of a resource by its logical id. `role` is the property that holds the role, with
// "Targets[].RoleArn" that of the target which is the other end; arn to queue_url are an attribute for Fn::GetAtt, or
// "Ref"; qualifier is the value itself. Empty: not known.
struct ConnectorResource {
  std::string_view type;
  std::string_view role;
  std::string_view arn;
  std::string_view resource_id;
  std::string_view name;
  std::string_view queue_url;
  std::string_view qualifier;
};

// All of them null when there is none.
const PolicyTemplate* find_policy_template(std::string_view name);
const ConnectorProfile* find_connector_profile(std::string_view source_type, std::string_view destination_type);
const ConnectorResource* find_connector_resource(std::string_view type);
// The profiles of one source, for messages: sorted by their destination; empty when it is no source.
std::span<const ConnectorProfile> connector_profiles_from(std::string_view source_type);

// The ARN of a managed policy of AWS, "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole"; empty when no policy of
// AWS has this name. Policies are taken to be the same in all partitions.
std::string managed_policy_arn(std::string_view name, std::string_view partition);

// A value for {"Ref": name} in a table.
struct TableParameter {
  std::string_view name;
  const Value* value = nullptr;
};

// Makes the value that a table's text stands for, at the place of `make`'s scope, with copies of the values of the
// parameters in it. A Ref to a name that is not among them, or that has no value, stays.
Value* read_table(ValueFactory& make, std::string_view text, std::span<const TableParameter> parameters);

}  // namespace virga
