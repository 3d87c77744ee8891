// State that the expansion of all SAM resources shares.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/problems.h"
#include "compiler/expand/serverless/api/rest/api_state.h"
#include "compiler/expand/serverless/core/parameter_values.h"
#include "compiler/expand/serverless/function/deployment_preferences.h"
#include "compiler/expand/value_factory.h"

namespace virga {

// A resource as written, with Globals merged.
struct SamResource {
  std::string logical_id;
  std::string_view type;        // "AWS::Serverless::Function"
  Value* body = nullptr;        // never null
  Value* properties = nullptr;  // never null; an empty mapping if there are none

  // A property's value; null if it is absent or null, which the transform treats alike.
  Value* get(std::string_view name) const {
    Value* found = properties->get(name);
    return found != nullptr && !found->is_null() ? found : nullptr;
  }
  Value* condition() const { return body->get("Condition"); }
};

// Which generated resource a property after a dot refers to, as in "Ref Function.Alias".
class ReferableProperties {
public:
  void add(std::string_view logical_id, std::string_view property, std::string_view target) {
    targets_.insert_or_assign(std::pair(std::string(logical_id), std::string(property)), std::string(target));
  }
  // Empty when there is none.
  std::string_view find(std::string_view logical_id, std::string_view property) const {
    const auto found = targets_.find(std::pair(std::string(logical_id), std::string(property)));
    return found == targets_.end() ? std::string_view{} : std::string_view(found->second);
  }
  bool empty() const { return targets_.empty(); }

private:
  std::map<std::pair<std::string, std::string>, std::string> targets_;
};

// The resources that are left for the service to expand, each with the value that is not known here, by logical ID:
// find_open_resources().
using OpenResources = std::map<std::string, const Value*, std::less<>>;

// One per template; lives as long as its expansion. Not thread-safe.
struct SamContext {
  SamContext(ValueFactory& factory, Value& template_root, const ExpandOptions& given, Problems& sink);

  ValueFactory& make;
  Problems& problems;
  const ExpandOptions& options;
  std::string partition;  // "aws", "aws-cn", "aws-us-gov", …
  Value& root;
  // The resources as written. Events of functions and state machines add to the APIs here, which are expanded later.
  Value* source;
  // The resulting resources: initially all that are not SAM resources, then those from add_resource().
  Value* result;
  ParameterValues parameters;
  ReferableProperties referable;
  std::map<std::string, std::string, std::less<>> changed_ids;  // for layers: written ID -> generated ID
  DeploymentPreferences deployment_preferences;
  ApiState apis;
  OpenResources open;
  // Where Globals were written before they were merged.
  TextRange globals;
  // The destinations that functions have found for OnSuccess and OnFailure of Globals, by place and by which of the
  // two. The transform writes them into Globals, so that the next function finds them there.
  std::map<std::pair<std::uint32_t, std::string_view>, const Value*> global_destinations;
  // Events for which no path could be added to their API, by the owner's logical ID and their own. The rest of the
  // template is expanded without them, so that its problems are reported, too.
  std::set<std::pair<std::string, std::string>> refused_events;
  bool keeps_resources = false;  // some SAM resource is left for the service to expand
  bool exhausted = false;        // within_budget() returned false

  const std::string& region() const { return options.region; }
  // Reports a problem under the resource's ID. Returns false, for `return context.fail(…)`.
  bool fail(const SamResource& resource, const Value* place, Complaint complaint, std::string_view property = {}) {
    problems.error(resource.logical_id, place != nullptr ? place : resource.body, std::move(complaint), property);
    return false;
  }

  // The template's Conditions section, created if missing.
  Value& conditions();

  // Adds a generated resource to the result, after those that `owner` made before, and returns it: {"Type", then the
  // attributes in `attributes`, then "Properties"}. Takes ownership of `attributes` and `properties`, which may be
  // null. If the template uses the ID for another resource, a problem of `owner` is reported. A later resource with the
  // same ID replaces the earlier one.
  Value* add_resource(const SamResource& owner, std::string_view logical_id, std::string_view type, Value* properties,
                      Value* attributes = nullptr);
  // IDs and types of the resources added for this owner, in order, which references with a dot may name.
  struct Added {
    std::string logical_id;
    std::string type;
  };
  const std::vector<Added>& added(const SamResource& owner) const;

  // Whether a DependsOn of the template as written names this resource.
  bool is_depended_on(const std::string& logical_id);

  // Whether the expansion has stayed within the number of values that CloudFormation could accept. If not, nothing more
  // may be made; reports that once, at `cause`, where `what` names what makes so many values.
  bool within_budget(const Value* cause, std::string_view what);

  // Sorts the resources of `result` in the order of the source, with generated resources in place of the SAM resource.
  // `source` becomes the result.
  void sort_result();

private:
  std::unordered_map<std::string, std::vector<Added>> added_;
  std::vector<Added> none_;
  std::optional<std::unordered_set<std::string>> depended_on_;
  std::size_t most_values_ = 0;  // limit on the values that the factory makes
};

// Attributes for the resource that replaces a SAM resource: its DependsOn, DeletionPolicy, UpdatePolicy, Condition,
// UpdateReplacePolicy and Metadata, as a new mapping.
Value* own_attributes(SamContext& context, const SamResource& resource);
// Attributes for resources generated beside it: Condition, DeletionPolicy, UpdateReplacePolicy.
Value* derived_attributes(SamContext& context, const SamResource& resource);

// A list of {Key, Value}: "lambda:createdBy" = "SAM" if `created_by` is set, then `tags`, then `more` (both a mapping
// or null). A tag that SAM reserves is reported for `resource`, and the result is null.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
Value* tag_list(SamContext& context, const SamResource& resource, const Value* tags, bool created_by = true,
                const Value* more = nullptr);
// The {Key, Value} pairs of a mapping, in its order.
Value* plain_tag_list(SamContext& context, const Value* tags);

// PropagateTags: sets the tags of all resources added for the owner that support tags to `tags` (a mapping).
// propagate_tags.cpp
void propagate_tags(SamContext& context, const SamResource& owner, const Value& tags);

// Adds conditions that together mean "any of these" to the template: {Fn::Or} in chunks of ten, under `name` (and
// name1, name2 … if it takes several). Does nothing for fewer than two.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
void add_combined_condition(SamContext& context, std::vector<std::string> conditions, std::string_view name);

// {"Fn::If": [condition, value, {Ref: AWS::NoValue}]}, or the value itself if `condition` is null or empty.
Value* make_conditional(ValueFactory& make, const Value* condition, Value* value);

// "arn:<partition>:" followed by `rest`.
std::string arn(const SamContext& context, std::string_view rest);

}  // namespace virga
