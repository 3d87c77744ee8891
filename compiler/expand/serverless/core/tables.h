// The tables of the SAM transform: properties, policy templates, managed policies, connectors. They are generated at
// build time from schemas/overlay/sam and parsed on use.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/value.h"
#include "compiler/expand/value_factory.h"

namespace virga {

// The type that a resource of SAM becomes, under the same logical ID; others are what they are.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
std::string_view deployed_type(std::string_view type);

// The properties of a SAM resource type; empty for an unknown type.
std::span<const PropertyRule> property_rules(std::string_view type);
// The same for an event of the resource type.
std::span<const PropertyRule> event_property_rules(std::string_view type, std::string_view event);

// A policy template such as DynamoDBCrudPolicy. `statements` is for read_table().
struct PolicyTemplate {
  std::string_view name;
  std::span<const std::string_view> parameters;  // sorted
  std::string_view statements;                   // a list of statements
};

// The kind of policy that makes a connection between two resources.
enum class ConnectorPolicy : std::uint8_t {
  SourceRole,       // an AWS::IAM::ManagedPolicy for the role of the source
  DestinationRole,  // the same for the role of the destination
  Permission,       // an AWS::Lambda::Permission for the destination
  Queue,            // an AWS::SQS::QueuePolicy for the destination
  Topic,            // an AWS::SNS::TopicPolicy for the destination
};

// What must wait for the policy of a connection.
enum class ConnectorWaiter : std::uint8_t { Nothing, Source, EventSourceMapping };

// What one of a connector's Permissions allows. `text` is for read_table(): a list of statements or, with
// ConnectorPolicy::Permission, the properties of the permission. Its parameters are Source.X and Destination.X, where X
// is Arn, Name, ResourceId or Qualifier.
struct ConnectorAccess {
  std::string_view permission;  // "Read" or "Write"
  std::string_view text;
};

// What AWS::Serverless::Connector generates for two types of resources.
struct ConnectorProfile {
  std::string_view source;
  std::string_view destination;
  ConnectorPolicy policy = ConnectorPolicy::SourceRole;
  ConnectorWaiter waiter = ConnectorWaiter::Nothing;
  std::span<const ConnectorAccess> accesses;  // in statement order
  // The allowed sets of permissions, "Read Read+Write"; empty: any combination of those in `accesses`.
  std::string_view needs;
};

// How a connector finds the values of a resource given its logical ID. `role` is the property with the role, or
// "Targets[].RoleArn" for that of the target which is the other end; arn to queue_url are attributes for Fn::GetAtt, or
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

// All of these return null if there is no such entry.
const PolicyTemplate* find_policy_template(std::string_view name);
const ConnectorProfile* find_connector_profile(std::string_view source_type, std::string_view destination_type);
const ConnectorResource* find_connector_resource(std::string_view type);
// The profiles of a source, for messages, sorted by destination; empty if it cannot be a source.
std::span<const ConnectorProfile> connector_profiles_from(std::string_view source_type);

// The ARN of an AWS managed policy, "arn:aws-cn:iam::aws:policy/service-role/AWSLambdaRole"; empty if AWS has no policy
// of this name. Assumes that all partitions have the same policies.
std::string managed_policy_arn(std::string_view name, std::string_view partition);

// The value for {"Ref": name} in a table.
struct TableParameter {
  std::string_view name;
  const Value* value = nullptr;
};

// Builds the value described by a table's text, at the place of `make`'s scope, with copies of the parameters' values.
// A Ref to a name that is not a parameter, or that has no value, stays.
Value* read_table(ValueFactory& make, std::string_view text, std::span<const TableParameter> parameters);

}  // namespace virga
