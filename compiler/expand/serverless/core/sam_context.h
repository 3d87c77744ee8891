// What the expansion of every SAM resource shares.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/problems.h"
#include "compiler/expand/serverless/api/rest/api_state.h"
#include "compiler/expand/serverless/core/parameter_values.h"
#include "compiler/expand/serverless/function/deployment_preferences.h"
#include "compiler/expand/value_factory.h"

namespace virga {

// A resource as the template writes it, Globals merged.
struct SamResource {
  std::string logical_id;
  std::string_view type;        // "AWS::Serverless::Function"
  Value* body = nullptr;        // never null
  Value* properties = nullptr;  // never null; an empty mapping where none are written

  // A property's value; null when it is absent or null, as the transform does not tell those apart.
  Value* get(std::string_view name) const {
    Value* found = properties->get(name);
    return found != nullptr && !found->is_null() ? found : nullptr;
  }
  Value* condition() const { return body->get("Condition"); }
};

// "Ref Function.Alias": which generated resource the property behind the dot stands for.
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

// One a template; lives as long as its expansion. Not thread safe.
struct SamContext {
  SamContext(ValueFactory& factory, Value& template_root, const ExpandOptions& given, Problems& sink);

  ValueFactory& make;
  Problems& problems;
  const ExpandOptions& options;
  std::string partition;  // "aws", "aws-cn", "aws-us-gov", …
  Value& root;
  // Resources as written. Events of functions and state machines add to the APIs here, which are expanded after them.
  Value* source;
  // Resources as they come out: at first all that are no SAM resources, then what add_resource() puts in.
  Value* result;
  ParameterValues parameters;
  ReferableProperties referable;
  std::map<std::string, std::string, std::less<>> changed_ids;  // of layers: the id written -> the id generated
  DeploymentPreferences deployment_preferences;
  ApiState apis;
  bool keeps_resources = false;  // some SAM resource stays for the service to expand
  bool exhausted = false;        // within_budget() said no

  const std::string& region() const { return options.region; }
  // Reports under the resource's id. Gives false, for `return context.fail(…)`.
  bool fail(const SamResource& resource, const Value* place, std::string message, std::string_view property = {}) {
    problems.error(resource.logical_id, place != nullptr ? place : resource.body, std::move(message), property);
    return false;
  }

  // The template's Conditions section, made when there is none.
  Value& conditions();

  // Puts a generated resource into the result, after those that `owner` made before, and gives it: {"Type", then the
  // attributes in `attributes`, then "Properties"}. `attributes` and `properties` may be null and are taken over. An id
  // that the template itself uses for another resource is a problem of `owner`. Later resources of an id replace
  // earlier ones.
  Value* add_resource(const SamResource& owner, std::string_view logical_id, std::string_view type, Value* properties,
                      Value* attributes = nullptr);
  // Ids that were added for this owner, in order, with their types: what references behind a dot may name.
  struct Added {
    std::string logical_id;
    std::string type;
  };
  const std::vector<Added>& added(const SamResource& owner) const;

  // Has the expansion made no more values than CloudFormation could take? After that nothing more is to be made; says
  // so once, at `cause`, with the words for what makes so many.
  bool within_budget(const Value* cause, std::string_view what);

  // Puts the resources of `result` into the order of the source: what a resource became stands in its place. `source`
  // becomes the result.
  void sort_result();

private:
  std::unordered_map<std::string, std::vector<Added>> added_;
  std::vector<Added> none_;
  std::size_t most_values_ = 0;  // that the factory may have made
};

// Attributes for the resource that takes the place of a SAM resource: its DependsOn, DeletionPolicy, UpdatePolicy,
// Condition, UpdateReplacePolicy and Metadata, as a new mapping.
Value* own_attributes(SamContext& context, const SamResource& resource);
// Attributes for what is generated beside it: Condition, DeletionPolicy, UpdateReplacePolicy.
Value* derived_attributes(SamContext& context, const SamResource& resource);

// Generated tags, then `tags` (a mapping or null) as a list of {Key, Value}: "lambda:createdBy" = "SAM" first where
// `created_by` is set, then those of `more` (a mapping or null). A tag that SAM reserves is a problem of `resource`,
// and the result null.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
Value* tag_list(SamContext& context, const SamResource& resource, const Value* tags, bool created_by = true,
                const Value* more = nullptr);
// {Key, Value} pairs of a mapping, in its order.
Value* plain_tag_list(SamContext& context, const Value* tags);

// PropagateTags: gives `tags` (a mapping) to all that was added for the owner and can carry tags, instead of those they
// have. propagate_tags.cpp
void propagate_tags(SamContext& context, const SamResource& owner, const Value& tags);

// Conditions that together say "one of these": {Fn::Or} in chunks of ten, added to the template's Conditions under
// `name` (and name1, name2 … where it takes several). Nothing is added for fewer than two.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
void add_combined_condition(SamContext& context, std::vector<std::string> conditions, std::string_view name);

// {"Fn::If": [condition, value, {Ref: AWS::NoValue}]}; the value itself when `condition` is null or empty.
Value* make_conditional(ValueFactory& make, const Value* condition, Value* value);

// "arn:<partition>:…" texts start with this partition.
std::string arn(const SamContext& context, std::string_view rest);

}  // namespace virga
