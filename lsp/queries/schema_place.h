// The schemas that apply at a place in a template.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"
#include "lsp/queries/cursor.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// Schemas that may apply to one value: alternatives of anyOf, if and so on.
using SchemaSet = std::vector<Schema>;

// What is known of the other members of a mapping; conditions on them (`if`) tell which schemas apply.
using Members = std::span<const Sibling>;

struct PlaceProperty {
  Property property;
  bool is_required = false;
  bool is_alternative = false;  // one of several that are required, of which none is there
};

// Places with a meaning beyond their schema.
enum class PlaceKind : std::uint8_t {
  Other,
  ResourceType,      // Type of a resource
  ParameterType,     // Type of a parameter
  ParameterDefault,  // its Default, one of AllowedValues
  ConditionName,     // Condition of a resource or output
  DependsOn,
  Connector,           // below the name of a connector in Connectors, an attribute of SAM
  ResourceName,        // Id of a connector's source or destination
  AuthorizerName,      // DefaultAuthorizer of a SAM API: one of the Authorizers beside it
  InterfaceParameter,  // in AWS::CloudFormation::Interface: in Parameters, or a key of ParameterLabels
  NestedParameters,    // Parameters of a nested stack
  PolicyAction,        // Action and NotAction of a policy statement
  ServicePrincipal,    // Service of a policy statement's Principal
  ManagedPolicyArn,    // the ARN of a managed policy
  PolicyCondition,     // Condition of a policy statement, whose keys are operators
  PolicyConditionKey,  // below an operator
  SamPolicies,         // an item of a function's Policies
  SamPolicyTemplate,   // below the name of a policy template
  SamEventType,        // Type of an event
  SamGlobals,          // Globals, whose keys are sections
  SamGlobalSection,    // a section of Globals, whose keys are properties
  LogicalId,           // keys of Resources, Parameters, …: names chosen by the author
  States,              // States of a state machine, whose keys are names chosen by the author
  StateName,           // StartAt, Next and Default in one
};

struct Place {
  PlaceKind kind = PlaceKind::Other;
  SchemaSet schemas;                      // of the value at the path, ignoring enclosing functions
  std::optional<PlaceProperty> property;  // the last step, if it is a property
  std::uint32_t documentation = 0;        // of the property whose value, an item or a branch of it is here; 0 for none
  std::vector<std::string> keys;          // of the path, without functions, loops and items
  std::string resource;                   // logical ID of the resource, or ""
  std::string resource_type;              // its type, or ""
  std::string event_type;                 // type of the enclosing SAM event, or ""
  // The innermost function whose argument contains the cursor.
  std::string function;                   // "Fn::GetAtt"; empty outside of functions
  std::size_t function_step = 0;          // its step in the path
  std::optional<std::uint32_t> argument;  // index in its argument list
  bool in_conditions = false;             // in the section Conditions or Rules
  // How many steps of the path lead to the innermost state machine around the cursor.
  std::optional<std::size_t> machine;
};

// Follows the cursor's path through the schemas. For role Key, the place is that of the mapping at the cursor.
Place find_place(const Cursor& cursor, const SchemaDatabase& facts);
// The same for the first `length` steps of the path.
Place find_place(const Cursor& cursor, const SchemaDatabase& facts, std::size_t length);

// The properties of all schemas in a set, without duplicates, read-only ones and those that its members exclude.
std::vector<PlaceProperty> properties_of(const SchemaSet& schemas, Members members = {});
std::optional<PlaceProperty> property_of(const SchemaSet& schemas, std::string_view name, Members members = {});
SchemaSet member_schemas(const SchemaSet& schemas, std::string_view key, Members members = {});
// What must be added to a mapping that has these members: what is required, and the first of those of which one is.
std::vector<std::string_view> needed_names(const SchemaSet& schemas, Members members);
SchemaSet item_schemas(const SchemaSet& schemas);
// The constants, and true and false for booleans, without duplicates.
std::vector<std::string> values_of(const SchemaSet& schemas);
std::uint8_t types_of(const SchemaSet& schemas);
// The required formats ("AWS::IAM::Role.Arn").
std::vector<std::string_view> formats_of(const SchemaSet& schemas);
// Of the JSON that a string holds.
SchemaSet content_schemas(const SchemaSet& schemas);
// Whether one of the schemas, or one that may apply with it, is this one.
bool has_schema(const SchemaSet& schemas, Schema wanted);

}  // namespace virga::lsp
