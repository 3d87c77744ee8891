#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/open_transforms.h"
#include "compiler/expand/stages.h"
#include "compiler/support/text.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

// The types in order of expansion: functions and state machines add to the APIs, and connectors need the results of all
// others. Resources of one type are expanded in the transform's order, because APIs add to shared resources.
struct SamType {
  std::string_view name;
  bool (*expand)(SamContext&, const SamResource&);
  std::uint8_t turn;
};
constexpr std::uint8_t kLastTurn = 4;
constexpr std::array kTypes = {
    SamType{"AWS::Serverless::Function", expand_function, 0},
    SamType{"AWS::Serverless::StateMachine", expand_state_machine, 1},
    SamType{"AWS::Serverless::Api", expand_api, 2},
    SamType{"AWS::Serverless::HttpApi", expand_http_api, 2},
    SamType{"AWS::Serverless::WebSocketApi", expand_web_socket_api, 2},
    SamType{"AWS::Serverless::SimpleTable", expand_simple_table, 3},
    SamType{"AWS::Serverless::LayerVersion", expand_layer_version, 3},
    SamType{"AWS::Serverless::Application", expand_application, 3},
    SamType{"AWS::Serverless::GraphQLApi", expand_graphql_api, 3},
    SamType{"AWS::Serverless::CapacityProvider", expand_capacity_provider, 3},
    SamType{"AWS::Serverless::Connector", expand_connector, kLastTurn},
};

constexpr std::string_view kSamPrefix = "AWS::Serverless::";

// The expander of a resource's type; null if it is not a SAM type.
const SamType* find_type(const Value& resource) {
  const std::string_view name = resource.string_at("Type");
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const SamType& type) { return type.name == name; });
  return found == kTypes.end() ? nullptr : found;
}

void expand_one(SamContext& context, const SamType& type, const Entry& entry) {
  SamResource resource{std::string(entry.key->text()), type.name, entry.value, entry.value->get("Properties")};
  if (!is_alphanumeric(resource.logical_id)) {
    context.problems.error(resource.logical_id, entry.key,
                           fmt::format("Invalid logical ID '{}'; use letters and digits only", resource.logical_id));
    return;
  }
  if (const auto found = context.open.find(entry.key->text()); found != context.open.end()) {
    context.problems.note(resource.logical_id, found->second,
                          fmt::format("{} is left as it is because only the service knows what a transform adds here",
                                      resource.logical_id));
    context.keeps_resources = true;
    if (restore_as_written(*entry.value)) context.result->set(entry.key, entry.value);
    return;
  }
  const ValueFactory::Scope scope(context.make, entry.key->provenance(),
                                  fmt::format("{}, generated from {}", resource.logical_id, type.name),
                                  resource.logical_id);
  if (resource.properties == nullptr || !resource.properties->is_mapping()) resource.properties = context.make.object();
  if (!type.expand(context, resource)) return;
  for (const ReferableProperty& referable : referable_properties(SchemaDatabase::built_in(), type.name)) {
    for (const SamContext::Added& added : context.added(resource)) {
      if (added.type == referable.type) context.referable.add(resource.logical_id, referable.name, added.logical_id);
    }
  }
}

// A type that came after this version, or a misspelt one: the transform passes on what it does not know, and whether
// that is a resource is for CloudFormation to say.
void leave_unknown(SamContext& context, const Entry& entry) {
  const Value* type = entry.value->get("Type");
  context.problems.note(entry.key->text(), type,
                        fmt::format("{} is left as it is because this version of Virga cannot expand {}",
                                    entry.key->text(), type->text()));
  context.keeps_resources = true;
}

void expand_resources(SamContext& context) {
  std::vector<std::pair<const SamType*, Entry>> found;
  context.result = context.make.object();
  for (const Entry& entry : context.apis.python.entries(*context.source)) {
    if (const SamType* type = find_type(*entry.value)) {
      found.emplace_back(type, entry);
    } else {
      if (entry.value->string_at("Type").starts_with(kSamPrefix)) leave_unknown(context, entry);
      context.result->set(entry.key, entry.value);
    }
  }
  for (std::uint8_t turn = 0; turn <= kLastTurn; ++turn) {
    for (const auto& [type, entry] : found) {
      if (type->turn != turn) continue;
      expand_one(context, *type, entry);
      const std::string what =
          fmt::format("'{}' makes the template grow to more than a million values", entry.key->text());
      if (!context.within_budget(entry.key, what)) return;
    }
  }
}

}  // namespace

std::string_view sam_resource_of(const Node& node) {
  const Origin* origin = node.extra != nullptr ? node.extra->origin : nullptr;
  while (origin != nullptr && origin->resource.empty()) origin = origin->parent;
  return origin != nullptr ? origin->resource : std::string_view{};
}

bool expand_serverless(Stage& stage) {
  const ValueFactory::Scope scope(stage.make, stage.root.provenance(), kServerlessTransform);
  SamContext context(stage.make, stage.root, stage.options, stage.problems);
  if (!check_template_shape(context)) return false;
  replace_local_artifacts(context);
  add_default_definition_bodies(context);
  add_implicit_rest_api(context);
  add_implicit_http_api(context);
  const std::size_t refused = stage.problems.errors();
  if (refused > 0 && context.refused_events.empty()) return false;
  context.open = find_open_resources(context);
  merge_globals(context);
  stage.exhausted = context.exhausted;
  apply_open_api_versions(context);
  if (stage.problems.errors() > refused) return false;
  expand_policy_templates(context);
  lift_embedded_connectors(context);
  expand_resources(context);
  stage.exhausted = context.exhausted;
  context.deployment_preferences.add_resources(context);
  if (stage.problems.has_errors()) return false;
  context.sort_result();
  stage.root.set("Resources", context.result);
  rewrite_references(context);
  return !context.keeps_resources;
}

}  // namespace virga
