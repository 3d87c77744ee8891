#include "compiler/expand/serverless/core/open_transforms.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kPrefix = "AWS::Serverless::";
constexpr std::string_view kCapacityProvider = "AWS::Serverless::CapacityProvider";
constexpr std::string_view kHttpApi = "AWS::Serverless::HttpApi";

// How far below a value a transform matters: its own keys are level 1.
constexpr std::size_t kOwnKeys = 2;
constexpr std::size_t kMethods = 4;  // of a definition: paths, a path, a method
constexpr std::size_t kAnyLevel = std::numeric_limits<std::size_t>::max();

// Properties that the expansion hands on as they are, so that what a transform makes of them changes nothing else.
// DefinitionBody is looked at by itself, and Events one by one.
constexpr std::array<std::string_view, 22> kHandedOn = {"AccessLogSetting",
                                                        "AccessLogSettings",
                                                        "AssumeRolePolicyDocument",
                                                        "CanarySetting",
                                                        "DefaultRouteSettings",
                                                        "Definition",
                                                        "DefinitionBody",
                                                        "DefinitionSubstitutions",
                                                        "Environment",
                                                        "EphemeralStorage",
                                                        "Events",
                                                        "FileSystemConfigs",
                                                        "ImageConfig",
                                                        "LoggingConfig",
                                                        "MethodSettings",
                                                        "Parameters",
                                                        "PointInTimeRecoverySpecification",
                                                        "ProvisionedThroughput",
                                                        "SSESpecification",
                                                        "StageVariables",
                                                        "Variables",
                                                        "VpcConfig"};

// Properties that modify the definition of an API, which must therefore be known: as a whole, or down to its methods.
struct Editing {
  std::string_view property;
  std::size_t levels;
};
constexpr std::array<Editing, 6> kEditingRest = {{{"Auth", kMethods},
                                                  {"BinaryMediaTypes", kOwnKeys},
                                                  {"Cors", kMethods},
                                                  {"DisableExecuteApiEndpoint", kOwnKeys},
                                                  {"GatewayResponses", kOwnKeys},
                                                  {"Models", kOwnKeys}}};
constexpr std::array<Editing, 7> kEditingHttp = {{{"Auth", kMethods},
                                                  {"CorsConfiguration", kOwnKeys},
                                                  {"Description", kOwnKeys},
                                                  {"DisableExecuteApiEndpoint", kOwnKeys},
                                                  {"FailOnWarnings", kMethods},
                                                  {"Name", kOwnKeys},
                                                  {"Tags", kOwnKeys}}};

// The first mapping with a call of a transform, at most `levels` deep; null if there is none.
const Value* find_call(const Value* value, std::size_t levels) {
  if (value == nullptr || levels == 0) return nullptr;
  if (calls_transform(value)) return value;
  for (const Value* item : value->items()) {
    if (const Value* found = find_call(item, levels - 1)) return found;
  }
  for (const Entry& entry : value->entries()) {
    if (const Value* found = find_call(entry.value, levels - 1)) return found;
  }
  return nullptr;
}

template <typename Table>
const Value* find_open_definition(const Value& properties, const Table& editing) {
  const Value* definition = properties.get("DefinitionBody");
  if (definition == nullptr) return nullptr;
  std::size_t levels = 0;
  for (const Editing& row : editing) {
    if (!is_nothing(properties.get(row.property))) levels = std::max(levels, row.levels);
  }
  return find_call(definition, levels);
}

const Value* find_open_part(std::string_view type, const Value* properties) {
  if (properties == nullptr) return nullptr;
  if (calls_transform(properties)) return properties;
  // Of a capacity provider, whatever it has is read.
  const std::span<const std::string_view> handed_on =
      type == kCapacityProvider ? std::span<const std::string_view>() : std::span<const std::string_view>(kHandedOn);
  for (const Entry& entry : properties->entries()) {
    if (std::find(handed_on.begin(), handed_on.end(), entry.key->text()) != handed_on.end()) continue;
    if (const Value* found = find_call(entry.value, kAnyLevel)) return found;
  }
  if (const Value* found = find_call(properties->get("Events"), kAnyLevel)) return found;
  return type == kHttpApi ? find_open_definition(*properties, kEditingHttp)
                          : find_open_definition(*properties, kEditingRest);
}

// What is left of Globals for resources of the type: merge_globals() leaves only what a transform adds to.
const Value* find_open_globals(const SamContext& context, std::string_view type) {
  const Value* globals = context.root.get("Globals");
  if (globals == nullptr || calls_transform(globals)) return globals;
  return globals->get(type.substr(kPrefix.size()));
}

// An event of a function or state machine, and the API that it belongs to.
struct RoutedEvent {
  std::string_view api;         // logical ID
  const Value* properties;      // of the event
  const Value* api_properties;  // never null
  bool is_http;
};

template <typename Visit>
void for_routed_events(const SamContext& context, const Value& resource, Visit visit) {
  const Value* events = resource.at("Properties", "Events");
  if (events == nullptr) return;
  for (const Entry& event : events->entries()) {
    const std::string_view type = event.value->string_at("Type");
    const bool is_http = type == "HttpApi";
    const Value* properties = event.value->get("Properties");
    if (properties == nullptr || (!is_http && type != "Api")) continue;
    const Value* id = api_id_of(properties->get(is_http ? "ApiId" : "RestApiId"));
    const Value* api = id == nullptr ? nullptr : context.source->get(id->text());
    const Value* api_properties = api == nullptr ? nullptr : api->get("Properties");
    if (api_properties != nullptr) visit(RoutedEvent{id->text(), properties, api_properties, is_http});
  }
}

// What is unknown of the API and is read or changed by the event.
const Value* find_open_part(const RoutedEvent& event) {
  const Value& api = *event.api_properties;
  if (calls_transform(&api)) return &api;
  const Value* auth = event.properties->get("Auth");
  const Value* api_auth = api.get("Auth");
  // The Auth of an API that SAM writes goes into all of its methods.
  if (!is_nothing(auth)) {
    if (const Value* found = find_call(api_auth, kAnyLevel)) return found;
  }
  if (!is_nothing(event.properties->get("RequestModel"))) {
    if (const Value* found = find_call(api.get("Models"), kAnyLevel)) return found;
  }
  const bool edits = event.is_http || !is_nothing(api.get(kManaged)) || !is_nothing(api.get("MergeDefinitions")) ||
                     (auth != nullptr && !is_nothing(auth->get("OverrideApiAuth")));
  return edits ? find_call(api.get("DefinitionBody"), kMethods) : nullptr;
}

}  // namespace

bool calls_transform(const Value* value) { return value != nullptr && value->has("Fn::Transform"); }

std::map<std::string_view, const Value*> find_open_resources(const SamContext& context) {
  std::map<std::string_view, const Value*> open;
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    if (!type.starts_with(kPrefix)) continue;
    if (const Value* found = find_open_globals(context, type)) open.try_emplace(entry.key->text(), found);
    if (const Value* found = find_open_part(type, entry.value->get("Properties"))) {
      open.try_emplace(entry.key->text(), found);
    }
  }
  for (const Entry& entry : context.source->entries()) {
    for_routed_events(context, *entry.value, [&](const RoutedEvent& event) {
      if (const Value* found = find_open_part(event)) open.try_emplace(entry.key->text(), found);
    });
    const auto owner = open.find(entry.key->text());
    if (owner == open.end()) continue;
    for_routed_events(context, *entry.value,
                      [&](const RoutedEvent& event) { open.try_emplace(event.api, owner->second); });
  }
  return open;
}

}  // namespace virga
