// What a stack update from one template to another does, in the terms of CloudFormation's change sets.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga {

// What an update does to a resource, from least to most severe: "Update requires" in the documentation.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
enum class UpdateEffect : std::uint8_t {
  None,  // nothing happens to the resource itself: DependsOn, policies of the stack
  NoInterruption,
  SomeInterruption,
  Unlisted,    // the type has no such property, which CloudFormation refuses; or the facts are older than the property
  Unknown,     // the facts do not have the type, or not what its updates do
  MayReplace,  // some changes to the property replace the resource
  Replace,
  Unsupported,  // "Updates are not supported": the update fails
};

enum class ChangeAction : std::uint8_t { Add, Remove, Modify };

// The cause of a change, as in ResourceChangeDetail::ChangeSource.
enum class ChangeSource : std::uint8_t {
  DirectModification,
  ParameterReference,
  ResourceReference,
  ResourceAttribute,
  Automatic,  // of a nested stack: its template changes
};
std::string_view to_string(ChangeSource source);

// A value before or after the update. Values of NoEcho parameters are shown as asterisks.
struct ChangedValue {
  std::string text;         // one line: a scalar, or YAML in flow style with short tags
  std::string by_default;   // the value if every parameter has its Default; empty if `text` is already that value
  bool is_certain = false;  // `by_default` is the value anyway: what parameters it takes are given
  std::string json;         // the same as compact JSON; for scalars, the text itself
  TextRange range;          // in the file of its side
};

// A changed property, or another changed attribute of a resource.
struct PropertyChange {
  ChangeAction action = ChangeAction::Modify;
  std::string attribute;  // "Properties", "Metadata", "Tags", "DeletionPolicy", …; "Type" where one is no resource
  std::string name;       // for Properties: the property, "VersioningConfiguration"
  std::string path;       // JSON pointer (RFC 6901) from the resource: "/Properties/VersioningConfiguration/Status"
  std::optional<ChangedValue> before, after;
  UpdateEffect effect = UpdateEffect::Unknown;
  ChangeSource source = ChangeSource::DirectModification;
  std::string causing_entity;  // a parameter, or "LogicalId" or "LogicalId.Attribute" of a replaced resource
  std::string when;            // "IsProd", "AWS::Region is eu-west-1"; empty if unconditional
  std::string note;            // a phrase that explains the change if the values do not
  // The value is only known when the update runs: it comes from a replaced resource, or may be what it was.
  bool is_dynamic = false;
  // The expression is as it was, and only its value may be another one.
  bool only_follows() const { return is_dynamic && (!before || !after || before->text == after->text); }
};

// What an update may do to resources beside the one that changes, which is only known when it runs: those that a loop
// makes of unknown items, those that a macro writes, those of a stack whose template cannot be read, and those that are
// named by what a custom resource returns.
struct OpenConsequences {
  bool replaces = false, removes = false;
  bool loses_data = false;  // some of them hold data, and nothing keeps it
};

struct ResourceChange {
  ChangeAction action = ChangeAction::Modify;
  std::string logical_id;
  std::string type;      // after the change; for a removed resource, before it
  std::string old_type;  // if it differs from `type`, which CloudFormation rejects
  // MayReplace or Replace if the resource is replaced, Unknown or Unlisted if it may be. Only set for Modify.
  UpdateEffect effect = UpdateEffect::None;
  std::string when;    // conditions under which the whole change happens
  std::string policy;  // "Delete", "Retain" or "Snapshot", for a removed resource or the old one of a replacement
  bool is_policy_open = false;  // parameters decide whether it is this one or one that keeps more
  std::string renamed;          // logical ID of a similar resource that is added or removed by the same update
  std::string sam_resource;     // the SAM resource that this one was generated from
  // "Fn::ForEach::Topics": the loop that makes one such resource for each of its items, where those are unknown. The
  // logical ID is then as it is written, "Topic${Name}". What stands for the whole loop has its name as the logical ID
  // and no type.
  std::string loop;
  // Another tool makes it, and the templates change some of its properties; what it gives the others is not known.
  bool is_of_tool = false;
  OpenConsequences open;
  std::string construct;                // path of the CDK construct, "Shop/Orders/Resource"; empty for other templates
  std::vector<PropertyChange> changes;  // for Modify
  std::vector<std::string> steps;       // why other resources cause a replacement: "Key -> Table.KmsKeyId"
  TextRange place;                      // the logical ID in the new file, or in the old file for a removed resource
};

// A changed output, parameter, or part of another section.
struct DeclarationChange {
  ChangeAction action = ChangeAction::Modify;
  std::string name;
  std::string what;  // "Value", "Export", "Default", …; empty for the whole definition
  std::optional<ChangedValue> before, after;
  std::string when;
  std::string note;
};

enum class RiskKind : std::uint8_t {
  DataLoss,     // data is deleted with the resource
  Refused,      // CloudFormation or the service rejects the update
  Denied,       // by the stack policy
  Unprotected,  // what the old version keeps safe, the new one does not
  Permission,   // the update grants additional permissions
  NotPickedUp,  // the change has no effect on its own
  NeedsInput,   // a parameter has no value, or a capability must be acknowledged
};
std::string_view to_string(RiskKind kind);

// A risk of the update. TemplateChange lists the most severe first.
struct Risk {
  RiskKind kind = RiskKind::Refused;
  std::string logical_id;   // may be empty
  std::string message;      // a sentence without a full stop
  std::string source;       // the AWS page
  std::string export_name;  // the export that is removed or changed
  bool is_old = false;      // `place` is in the old file
  TextRange place;
};

// A policy statement or security group rule that is added or removed.
struct AccessChange {
  bool is_added = false;
  std::string resource;              // logical ID
  std::vector<std::string> columns;  // in the order of the table's header
  std::string when;
};

// An update from one template to another.
struct TemplateChange {
  std::string old_name, new_name;  // files as the user named them
  // Of a nested stack, or of the stacks of a stack set: "Data", "Data/Inner"; empty for a template by itself.
  std::string stack;
  bool is_of_stack_set = false;  // the last of them
  SourceFilePtr old_source, new_source;
  std::vector<ResourceChange> resources;  // in the order of the new template, followed by removed ones
  std::vector<DeclarationChange> parameters, outputs;
  std::vector<DeclarationChange> sections;  // Description, Metadata, Rules and the like: "Metadata.Owner"
  std::vector<Risk> risks;
  std::vector<AccessChange> statements;   // columns: Effect, Action, Resource, Principal, Condition
  std::vector<AccessChange> openings;     // columns: direction, protocol, ports, peer
  std::vector<std::string> capabilities;  // required by the new template but not by the old one
  std::vector<std::string> imports;       // exports of other stacks that the old template uses
  std::vector<std::string> notes;         // what could not be known, and why; a sentence each
  // Of the stacks of `resources` whose templates are files beside this one: those in which something changes, in the
  // order of the new template, each with its own below it.
  std::vector<TemplateChange> nested;
  // Logical IDs in the templates of the stacks below this one, whether anything changes there or not.
  std::set<std::string, std::less<>> nested_ids;
  // Files of nested templates, as the old side names them, that the new template still names and that cannot be read.
  std::vector<std::string> lost;
  // Files of the templates of stacks that are removed from this one and kept, and of those nested in them.
  std::set<std::string, std::less<>> kept;

  bool is_empty() const {
    return resources.empty() && parameters.empty() && outputs.empty() && sections.empty() && risks.empty() &&
           nested.empty();
  }
};

}  // namespace virga
