// What an update of a stack from one template to another does, in the terms of CloudFormation's change sets.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga {

// What an update does to a resource, from the least to the worst: "Update requires" of the documentation.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
enum class UpdateEffect : std::uint8_t {
  None,     // CloudFormation does nothing to the resource: DependsOn, policies of the stack
  Unknown,  // no fact says: an unknown type or property
  NoInterruption,
  SomeInterruption,
  MayReplace,  // some changes of the property replace the resource
  Replace,
  Unsupported,  // "Updates are not supported": the update fails
};

enum class ChangeAction : std::uint8_t { Add, Remove, Modify };

// What brought a change about, as ResourceChangeDetail::ChangeSource has it.
enum class ChangeSource : std::uint8_t {
  DirectModification,
  ParameterReference,
  ResourceReference,
  ResourceAttribute,
  Automatic,  // of a nested stack: its template changes
};
std::string_view to_string(ChangeSource source);

// A value before or after. Values of NoEcho parameters are asterisks.
struct ChangedValue {
  std::string text;        // one line: a scalar, or YAML in flow style with short tags
  std::string by_default;  // what that comes to when every parameter has its Default; empty where `text` says all
  std::string json;        // the same as compact JSON; the text alone for scalars
  TextRange range;         // in the file of its side
};

// One property, or another attribute of a resource, that changes.
struct PropertyChange {
  ChangeAction action = ChangeAction::Modify;
  std::string attribute;  // "Properties", "Metadata", "Tags", "DeletionPolicy", …
  std::string name;       // of Properties: the property, "VersioningConfiguration"
  std::string path;       // JSON pointer (RFC 6901) from the resource: "/Properties/VersioningConfiguration/Status"
  std::optional<ChangedValue> before, after;
  UpdateEffect effect = UpdateEffect::Unknown;
  ChangeSource source = ChangeSource::DirectModification;
  std::string causing_entity;  // a parameter; "LogicalId" or "LogicalId.Attribute" of a replaced resource
  std::string when;            // "IsProd", "AWS::Region is eu-west-1"; empty when it always holds
  std::string note;            // why, where the values do not show it; a phrase
  // The value will only be known when the update runs: that of a resource that is replaced.
  bool is_dynamic = false;
};

struct ResourceChange {
  ChangeAction action = ChangeAction::Modify;
  std::string logical_id;
  std::string type;      // after the change; of a removed resource: before it
  std::string old_type;  // where it differs; CloudFormation refuses that
  // MayReplace or Replace for resources that are replaced; of Modify only.
  UpdateEffect effect = UpdateEffect::None;
  std::string when;          // under which the whole change happens
  std::string policy;        // "Delete", "Retain", "Snapshot" of what is removed, of the old one when it is replaced
  std::string renamed;       // the logical id of a near-same resource that is added or removed in this change
  std::string sam_resource;  // that the resource was made from
  std::string construct;     // of the CDK, "Shop/Orders/Resource"; empty for other templates
  std::vector<PropertyChange> changes;  // of Modify
  std::vector<std::string> steps;  // why it is replaced when other resources are the cause: "Key -> Table.KmsKeyId"
  TextRange place;                 // of the logical id, in the new file; of a removed resource in the old one
};

// An output or a parameter that changes.
struct DeclarationChange {
  ChangeAction action = ChangeAction::Modify;
  std::string name;
  std::string what;  // "Value", "Export", "Default", …; empty for the whole
  std::optional<ChangedValue> before, after;
  std::string when;
  std::string note;
};

enum class RiskKind : std::uint8_t {
  DataLoss,     // data goes with the resource
  Refused,      // CloudFormation or the service refuses the update
  Denied,       // by the stack policy
  Permission,   // more is allowed than before
  NotPickedUp,  // the change has no effect as it is
  NeedsInput,   // a parameter has no value, a capability has to be acknowledged
};
std::string_view to_string(RiskKind kind);

// What hurts, the worst first.
struct Risk {
  RiskKind kind = RiskKind::Refused;
  std::string logical_id;   // may be empty
  std::string message;      // a sentence without a full stop
  std::string source;       // the AWS page
  std::string export_name;  // that is removed or changed
  bool is_old = false;      // `place` is in the old file
  TextRange place;
};

// A statement of a policy, or an opening of a security group, that comes or goes.
struct AccessChange {
  bool is_added = false;
  std::string resource;              // logical id
  std::vector<std::string> columns;  // as the table's head has them
  std::string when;
};

// An update from one template to another.
struct TemplateChange {
  std::string old_name, new_name;  // files as the user named them
  std::string stack;               // of a nested stack: "Data", "Data/Inner"; empty for a template by itself
  SourceFilePtr old_source, new_source;
  std::vector<ResourceChange> resources;  // in the order of the new template, removed ones behind
  std::vector<DeclarationChange> parameters, outputs;
  std::vector<Risk> risks;
  std::vector<AccessChange> statements;   // columns: Effect, Action, Resource, Principal, Condition
  std::vector<AccessChange> openings;     // columns: direction, protocol, ports, peer
  std::vector<std::string> capabilities;  // that the new template asks for and the old one did not
  std::vector<std::string> imports;       // exports of other stacks that the old template uses
  std::vector<std::string> notes;         // what could not be known, and why; a sentence each
  // Of the stacks of `resources` whose templates are files beside this one: those in which something changes, in the
  // order of the new template, each with its own below it.
  std::vector<TemplateChange> nested;

  bool is_empty() const {
    return resources.empty() && parameters.empty() && outputs.empty() && risks.empty() && nested.empty();
  }
};

}  // namespace virga
