#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kSharedCondition = "SharedUsagePlanCondition";
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html
constexpr std::array<std::string_view, 6> kSettings = {"CreateUsagePlan", "Description",  "Quota", "Tags",
                                                       "Throttle",        "UsagePlanName"};

// Appends a value to a list unless the list already contains it.
void append_new(Value& list, Value* value) {
  const auto items = list.items();
  if (std::none_of(items.begin(), items.end(), [&](const Value* item) { return same_value(*item, *value); })) {
    list.append(value);
  }
}

// The condition under which the shared plan exists: any of its APIs exists. None if an API is unconditional.
void combine_condition(RestApi& api, SharedUsagePlan& shared) {
  if (shared.unconditional) return;
  const Value* condition = api.resource.condition();
  if (is_nothing(condition)) {
    shared.unconditional = true;
    if (!shared.conditions.empty()) api.context.conditions().erase(kSharedCondition);
    return;
  }
  Value& conditions = api.context.conditions();
  const std::string name(condition->text());
  if (std::find(shared.conditions.begin(), shared.conditions.end(), name) != shared.conditions.end()) return;
  shared.conditions.insert(shared.conditions.begin(), name);
  if (shared.conditions.size() == 1) {
    conditions.set(kSharedCondition, api.make.string(name));
    return;
  }
  Value* operands = api.make.list();
  for (const std::string& one : shared.conditions)
    operands->append(api.make.object({{"Condition", api.make.string(one)}}));
  conditions.set(kSharedCondition, api.make.object({{"Fn::Or", operands}}));
}

Value* shared_attributes(RestApi& api, SharedUsagePlan& shared) {
  const std::string_view deletion = api.resource.body->string_at("DeletionPolicy");
  const std::string_view replace = api.resource.body->string_at("UpdateReplacePolicy");
  if (shared.deletion_policy.empty() || deletion == "Retain")
    shared.deletion_policy = deletion.empty() ? shared.deletion_policy : std::string(deletion);
  const bool stronger = replace == "Retain" || (replace == "Snapshot" && shared.update_replace_policy == "Delete");
  if (!replace.empty() && (shared.update_replace_policy.empty() || stronger)) shared.update_replace_policy = replace;
  combine_condition(api, shared);
  const auto text = [&](const std::string& value) { return value.empty() ? nullptr : api.make.string(value); };
  const bool conditional = !shared.conditions.empty() && !shared.unconditional;
  return api.make.object({{"DeletionPolicy", text(shared.deletion_policy)},
                          {"UpdateReplacePolicy", text(shared.update_replace_policy)},
                          {"Condition", conditional ? api.make.string(kSharedCondition) : nullptr}});
}

}  // namespace

bool add_usage_plan(RestApi& api) {
  ValueFactory& make = api.make;
  const Value* given = present(api.auth, "UsagePlan");
  if (given == nullptr) return true;
  const ValueFactory::Scope scope(make, *given);
  if (!given->is_mapping()) {
    return api.fail(given, fmt::format("UsagePlan must be a map, found {}", describe(*given)), "Auth");
  }
  for (const Entry& entry : given->entries()) {
    if (std::find(kSettings.begin(), kSettings.end(), entry.key->text()) != kSettings.end()) continue;
    return api.fail(entry.key,
                    misspelt(fmt::format("Unknown key '{}' in UsagePlan", entry.key->text()),
                             near_property(entry.key->text(), kSettings)),
                    "Auth");
  }
  const Value* create = present(given, "CreateUsagePlan");
  const bool shares = create != nullptr && create->is("SHARED");
  if (create == nullptr || (!shares && !create->is("PER_API") && !create->is("NONE"))) {
    const Value& place = create != nullptr ? *create : *given;
    return api.fail(&place,
                    misspelt_value("UsagePlan requires CreateUsagePlan: PER_API, SHARED or NONE", place,
                                   {"PER_API", "SHARED", "NONE"}),
                    "Auth");
  }
  if (create->is("NONE")) return true;
  SharedUsagePlan& shared = api.context.apis.usage_plan;
  if (shares && shared.depends_on == nullptr) shared = {make.list(), make.list(), make.list(), {}, false, {}, {}};
  Value* depends_on = shares ? shared.depends_on : make.list();
  Value* stages = shares ? shared.api_stages : make.list();
  Value* keys = shares ? shared.stage_keys : make.list();
  append_new(*depends_on, make.string(api.id()));
  append_new(*stages, make.object({{"ApiId", make.ref(api.id())}, {"Stage", make.ref(api.stage_id)}}));
  append_new(*keys, make.object({{"RestApiId", make.ref(api.id())}, {"StageName", make.ref(api.stage_id)}}));
  const std::string prefix = shares ? "Serverless" : api.id();
  const std::string plan_id = prefix + "UsagePlan";
  const std::string key_id = prefix + "ApiKey";
  const auto add = [&](const std::string& id, std::string_view type, Value* waits_for, Value* properties) {
    Value* attributes = make.object({{"DependsOn", waits_for}});
    const Value* more = shares ? shared_attributes(api, shared) : derived_attributes(api.context, api.resource);
    for (const Entry& entry : more->entries()) attributes->set(entry.key, entry.value);
    api.context.add_resource(api.resource, id, type, properties, attributes);
  };
  Value* plan = make.object({{"ApiStages", make.copy(stages)}});
  for (const std::string_view name : kSettings) {
    const Value* value = name == "CreateUsagePlan" ? nullptr : present(given, name);
    if (!is_nothing(value)) plan->set(name, make.copy(value));
  }
  add(plan_id, "AWS::ApiGateway::UsagePlan", make.copy(depends_on), plan);
  add(key_id, "AWS::ApiGateway::ApiKey", make.list({make.string(plan_id)}),
      make.object({{"Enabled", make.boolean(true)}, {"StageKeys", make.copy(keys)}}));
  add(prefix + "UsagePlanKey", "AWS::ApiGateway::UsagePlanKey", make.list({make.string(key_id)}),
      make.object(
          {{"KeyId", make.ref(key_id)}, {"KeyType", make.string("API_KEY")}, {"UsagePlanId", make.ref(plan_id)}}));
  return true;
}

}  // namespace virga
