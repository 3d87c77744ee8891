// What the facts say of a place in a template.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"
#include "lsp/queries/cursor.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// Schemas that may hold for one value: the branches of anyOf, if and the like beside each other.
using SchemaSet = std::vector<Schema>;

struct PlaceProperty {
  Property property;
  bool is_required = false;
};

// The template's places that are more than their schema.
enum class PlaceKind : std::uint8_t {
  Other,
  ResourceType,      // Type of a resource
  ParameterType,     // Type of a parameter
  ParameterDefault,  // its Default: one of AllowedValues
  ConditionName,     // Condition of a resource or output
  DependsOn,
  InterfaceParameter,  // of AWS::CloudFormation::Interface: in Parameters, or a key of ParameterLabels
  NestedParameters,    // Parameters of a nested stack: its keys
  PolicyAction,        // Action and NotAction of a policy's statement
  PolicyCondition,     // Condition of a statement: its keys are operators
  PolicyConditionKey,  // below an operator
  SamPolicies,         // Policies of a function: an item
  SamPolicyTemplate,   // below the name of a policy template
  SamEventType,        // Type of an event
  SamGlobals,          // Globals: its sections
  SamGlobalSection,    // a section of Globals: its properties
  LogicalId,           // keys of Resources, Parameters, …: names of the author's
};

struct Place {
  PlaceKind kind = PlaceKind::Other;
  SchemaSet schemas;                      // of the value that the path leads to, functions around it left out
  std::optional<PlaceProperty> property;  // the last step, where it is a property
  std::string resource;                   // the resource's logical id, or ""
  std::string resource_type;              // its type, or ""
  std::string event_type;                 // of the event of SAM that it is in, or ""
  // The innermost function that the cursor is in an argument of.
  std::string function;                   // "Fn::GetAtt"; empty outside of functions
  std::size_t function_step = 0;          // its step in the path
  std::optional<std::uint32_t> argument;  // the item of its list
  bool in_conditions = false;             // in the section Conditions or Rules
};

// Follows `path` from the root through the schemas. For role Key the place is that of the mapping at the cursor.
Place find_place(const Cursor& cursor, const SchemaDatabase& facts);
// The same for the first `length` steps of the path: the place of the value that they lead to.
Place find_place(const Cursor& cursor, const SchemaDatabase& facts, std::size_t length);

// Properties of all schemas of a set, each name once; those that cannot be set are left out.
std::vector<PlaceProperty> properties_of(const SchemaSet& schemas);
std::optional<PlaceProperty> property_of(const SchemaSet& schemas, std::string_view name);
SchemaSet member_schemas(const SchemaSet& schemas, std::string_view key);
SchemaSet item_schemas(const SchemaSet& schemas);
// Constants, and true and false for booleans; each once.
std::vector<std::string> values_of(const SchemaSet& schemas);
std::uint8_t types_of(const SchemaSet& schemas);
// Formats that are asked for ("AWS::IAM::Role.Arn").
std::vector<std::string_view> formats_of(const SchemaSet& schemas);

}  // namespace virga::lsp
