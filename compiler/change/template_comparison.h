// The parts of a template comparison, split over several source files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/change.h"
#include "compiler/change/compare_templates.h"
#include "compiler/change/comparison.h"
#include "compiler/change/replaced_secrets.h"
#include "compiler/change/side.h"

namespace virga {

// What a stack passes to its template beside the values that are known, which are parameters of the snapshots.
struct PassedParameters {
  std::string_view stack;  // logical ID; empty for a template by itself
  PassedChanges changed;
  DefaultValues old_defaults, new_defaults;
};

// A file that nested stacks name.
struct NestedFile {
  SourceFilePtr source;                    // null if it cannot be read
  std::string error;                       // why not
  std::shared_ptr<const Snapshot> parsed;  // null if it is no template, or a broken one
};

// The comparison of a template and of its nested stacks, whose templates may name each other.
struct ComparisonRun {
  std::vector<std::string> files;  // the new templates from the outermost to the one being compared
  std::size_t nested = 0;          // how many nested stacks were compared so far
  std::size_t bytes = 0;           // of their templates
  std::map<std::string, NestedFile> old_files, new_files;  // those that were read so far
  ToolResourceNames of_tool;                               // in the outermost template
  std::set<std::string, std::less<>> nested_ids;           // TemplateChange::nested_ids of the outermost
};

// compare_templates() for the template of the nested stack at the path `stack`; empty for the outermost.
TemplateChange compare_in_run(const Snapshot& before, const Snapshot& after, std::string stack, ComparisonRun& run,
                              const PassedParameters& passed);

// Compares definitions: resources first, then outputs and parameters.
class TemplateComparison {
public:
  // `has_loops`: ComparableViews::has_loops.
  TemplateComparison(const Side& before, const Side& after, const SchemaDatabase& facts, TemplateChange& out,
                     ComparisonRun& run, const PassedParameters& passed, bool has_loops)
      : before_(before),
        after_(after),
        facts_(facts),
        out_(out),
        run_(run),
        values_(before, after, passed.changed),
        has_loops_(has_loops) {}

  void run();

private:
  // Resources of the templates, or of the bodies of two loops.
  void compare_resources(const Template& before, const Template& after);
  void compare_resource(const Resource& before, const Resource& after);
  // Compares two versions of a resource under the conditions that decide whether it exists.
  void compare_both(const Resource& before, const Resource& after, const std::string& when);
  bool compare_shapes(const Resource& before, const Resource& after, ResourceChange& change);
  // Appends a change for each of the differences that it returns.
  std::vector<Difference> compare_attribute(std::string_view attribute, const Member* before, const Member* after,
                                            ResourceChange& change);
  void compare_globals(const Resource& before, const Resource& after, ResourceChange& change);
  void compare_dependencies(const Resource& before, const Resource& after, ResourceChange& change);
  void add(const Resource& resource, std::string when);
  void remove(const Resource& resource, std::string when);
  // Sets what happens to the old resource under the conditions that are assumed; `attribute` is DeletionPolicy or
  // UpdateReplacePolicy.
  void set_policy(ResourceChange& change, bool is_old, const Resource& resource, std::string_view attribute);
  // The same for a replacement, in the cases in which something causes it. `properties` has what the first of its
  // changes were made of.
  void set_replace_policy(ResourceChange& change, const Resource& resource, const std::vector<Difference>& properties);
  // Local files that SAM resources name; of what packaging makes of them nothing is known.
  void compare_artifacts();
  void add_artifact(const Resource& made, std::string_view property, const Node& before, const Node& after);
  void compare_outputs(const Template& old_model, const Template& new_model);
  bool joins(const Difference& difference, const ReplacedSecrets& replaced, const Output& output);
  // Loops whose items are unknown, so that they stand in the expanded template as they are written.
  void compare_loops();
  void compare_loops(Section section, const Node* before, const Node* after, const std::string& loops);
  // Whether they have the same items and make something of the same name.
  bool makes_alike(const Member& before, const Member& after);
  // Loops over what the region decides, which is unknown: they are expanded for one. Notes whose items are those
  // of one region, or of the Default of a parameter.
  void compare_regional_loops();
  void compare_loop(Section section, const Member* before, const Member* after, const std::string& loops);
  void compare_parameters();
  // Sections that no resource has a part of: Description, Metadata, Rules, and macros.
  void compare_sections();
  void compare_macros();
  // Macros inside sections and declarations (Fn::Transform): what they write is not known.
  void compare_includes();
  void compare_includes(Section section, std::string path, const Node* before, const Node* after, int depth);
  void compare_include(const Resource& before, const Resource& after, ResourceChange& change);
  // What a macro may do that is another one: it may write any resource.
  OpenConsequences anything() const;
  PropertyChange property_change(const Difference& difference, const ReplacedSecrets& replaced,
                                 std::string_view attribute, std::string_view type);
  void set_source(PropertyChange& change, const Difference& difference) const;
  std::optional<ChangedValue> value_of(const Side& side, const Node* node) const;
  // Both values, without what `replaced`, of all differences of the two, finds.
  std::pair<std::optional<ChangedValue>, std::optional<ChangedValue>> values_of(const Difference& difference,
                                                                                const ReplacedSecrets& replaced);
  void mark_renamed();

  const Side& before_;
  const Side& after_;
  const SchemaDatabase& facts_;
  TemplateChange& out_;
  ComparisonRun& run_;
  Comparison values_;
  const bool has_loops_;
  ParameterNames replaced_;  // parameters that ReplacedSecrets hides the values of
};

// Adds a risk at the place of a resource that changes.
void add_risk(TemplateChange& change, RiskKind kind, const ResourceChange& one, std::string message,
              std::string source);

// Follows replaced resources, and outputs of nested stacks that change, to those that use them: their values change,
// and they may be replaced in turn. A nested stack is compared when all that it depends on is.
void follow_causes(const Side& before, const Side& after, const SchemaDatabase& facts, TemplateChange& change,
                   ComparisonRun& run);

// Adds a risk for each resource that is created under a name that another one still has.
void find_name_conflicts(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                         TemplateChange& change);

// Adds a risk for each export that the update removes or gives another value, and when it does.
void find_lost_exports(const Side& before, const Side& after, Comparison& values, TemplateChange& change);

// Adds a risk for each name that the new template uses and no longer defines, for each resource that it uses where a
// condition takes it away that was not there before, and for circular dependencies that only it has.
void find_broken_references(const Side& before, const Side& after, Comparison& values, TemplateChange& change);

// Adds a risk for each update of a resource in place that the page of its type or of its service forbids. `one` has the
// resource on both sides.
void find_refusals(const Side& before, const Side& after, Comparison& values, const ResourceChange& one,
                   TemplateChange& change);

// Adds the other risks of the change, and sorts all of them.
void find_risks(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                TemplateChange& change);

// Adds what needs input, or has no effect by itself.
void find_warnings(const Side& before, const Side& after, TemplateChange& change);

// Adds a risk for each property, or authorizer that is gone, that opens a resource to everyone which was not open
// before.
void find_exposures(const Side& before, const Side& after, Comparison& values, TemplateChange& change);

// Adds a risk for each entry of a network ACL that lets everyone in where the ACL did not.
void find_open_entries(const Side& before, const Side& after, Comparison& values, TemplateChange& change);

// Adds a risk for each property that protected a resource or its data and no longer does.
void find_lost_protections(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                           TemplateChange& change);

// Adds policy statements and security group rules that were added or removed, and a risk for each that opens something
// to everyone, or allows everything.
void find_access_changes(const Side& before, const Side& after, Comparison& values, TemplateChange& change);

// The name of the condition under which it exists; empty if it always does.
std::string_view condition_of(const Resource& resource);
std::string_view condition_of(const Output& output);

// Whether resources of the type hold data that is lost with them. Those of S3 and ECR keep what holds data from being
// deleted, and do not count.
bool holds_data(const SchemaDatabase& facts, std::string_view type);
// Whether the data of the resource goes with it where its policy, DeletionPolicy or UpdateReplacePolicy, decides: its
// type holds data or is not known, and the policy may let the data go.
bool may_lose_data(const SchemaDatabase& facts, const Side& side, const Resource& resource, std::string_view policy);

// Whether the property, which prevents the deletion of resources of the type, does so where it is not set.
bool protects_by_default(const SchemaDatabase& facts, std::string_view type, std::string_view property);

// Whether nothing is known of the type, so that its resources may hold data: those of third parties and modules. What a
// custom resource holds is its provider's matter.
bool is_unknown_type(const SchemaDatabase& facts, std::string_view type);

// Why what a macro does is not known.
inline constexpr std::string_view kMacroNote = "what the macro writes is not known";

// Whether the resource is a database instance that copies another one.
bool is_read_replica(const Resource& resource);

// What happens to the old resource where DeletionPolicy or UpdateReplacePolicy is not set.
std::string_view default_policy(const Resource& resource, std::string_view attribute);

// Sets what happens to the old resource, which exists; `attribute` is DeletionPolicy or UpdateReplacePolicy.
void set_policy(ResourceChange& change, const Side& side, const Resource& resource, std::string_view attribute);
// The same in the case in which the attribute is `value`; null if it is not set then.
void set_policy(ResourceChange& change, const Side& side, const Resource& resource, std::string_view attribute,
                const Node* value);
// The attribute as the author wrote it, or null: expanded, a function of parameters is what their Defaults make of it.
const Node* written_policy(const Side& side, const Resource& resource, std::string_view attribute);

// The explicit name that the template gives the resource, or null.
const Node* own_name(const SchemaDatabase& facts, const Resource& resource);

// A change of a resource, with names and place filled in.
ResourceChange change_of(const Resource& resource, ChangeAction action);

// Appends a step to a JSON pointer (RFC 6901), with its slash.
void append_pointer(std::string& pointer, std::string_view step);

}  // namespace virga
