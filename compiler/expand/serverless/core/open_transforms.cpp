#include "compiler/expand/serverless/core/open_transforms.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>
#include <vector>

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
const Value* find_open_definition(const Value& properties, const Value* globals, const Table& editing) {
  const Value* definition = properties.get("DefinitionBody");
  if (definition == nullptr) return nullptr;
  std::size_t levels = 0;
  for (const Editing& row : editing) {
    const bool is_set = !is_nothing(properties.get(row.property)) || !is_nothing(present(globals, row.property));
    if (is_set) levels = std::max(levels, row.levels);
  }
  return find_call(definition, levels);
}

const Value* find_open_part(std::string_view type, const Value* properties, const Value* globals) {
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
  return type == kHttpApi ? find_open_definition(*properties, globals, kEditingHttp)
                          : find_open_definition(*properties, globals, kEditingRest);
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

// What is unknown of the API and is read or changed by the event; `open_api` is what is unknown of it as a resource.
const Value* find_open_part(const RoutedEvent& event, const Value* open_api) {
  const Value& api = *event.api_properties;
  const Value* auth = event.properties->get("Auth");
  // Authorizers and models are those of the API.
  if (open_api != nullptr && !(is_nothing(auth) && is_nothing(event.properties->get("RequestModel")))) return open_api;
  const bool edits = event.is_http || !is_nothing(api.get(kManaged)) || !is_nothing(api.get("MergeDefinitions")) ||
                     (auth != nullptr && !is_nothing(auth->get("OverrideApiAuth")));
  return edits ? find_call(api.get("DefinitionBody"), kMethods) : nullptr;
}

}  // namespace

bool calls_transform(const Value* value) { return value != nullptr && value->has("Fn::Transform"); }

std::map<std::string_view, const Value*> find_open_resources(const SamContext& context) {
  std::map<std::string_view, const Value*> open;
  const Value* globals = context.root.get("Globals");
  std::map<std::string_view, const Value*> open_sections;  // of Globals, by the type that they are for
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    if (!type.starts_with(kPrefix)) continue;
    const Value* section = present(globals, type.substr(kPrefix.size()));
    const auto [known, is_new] = open_sections.try_emplace(type, nullptr);
    if (is_new) known->second = calls_transform(globals) ? globals : find_open_part(type, section, nullptr);
    const Value* found = known->second;
    if (found == nullptr) found = find_open_part(type, entry.value->get("Properties"), section);
    if (found != nullptr) open.try_emplace(entry.key->text(), found);
  }
  // An event binds its owner to its API, which must be there for the service to add the event to; and an API whose
  // definition SAM writes binds all that it is written from.
  std::map<std::string_view, std::vector<std::string_view>> bound;
  for (const Entry& entry : context.source->entries()) {
    const std::string_view owner = entry.key->text();
    for_routed_events(context, *entry.value, [&](const RoutedEvent& event) {
      const auto api = open.find(event.api);
      const Value* found = find_open_part(event, api == open.end() ? nullptr : api->second);
      if (found != nullptr) open.try_emplace(owner, found);
      bound[owner].push_back(event.api);
      if (!is_nothing(event.api_properties->get(kManaged))) bound[event.api].push_back(owner);
    });
  }
  std::vector<std::pair<std::string_view, const Value*>> next(open.begin(), open.end());
  while (!next.empty()) {
    const auto [id, place] = next.back();
    next.pop_back();
    for (const std::string_view other : bound[id]) {
      if (open.try_emplace(other, place).second) next.emplace_back(other, place);
    }
  }
  return open;
}

bool restore_as_written(Value& resource) {
  if (resource.is_generated()) return false;
  Value* properties = resource.get("Properties");
  if (properties == nullptr) return true;
  if (!is_nothing(properties->get(kManaged))) {
    properties->erase(kManaged);
    properties->erase("DefinitionBody");
  }
  const Value* events = properties->get("Events");
  if (events == nullptr) return true;
  for (const Entry& event : events->entries()) {
    Value* settings = event.value->get("Properties");
    if (settings == nullptr) continue;
    const std::vector<Entry> before(settings->entries().begin(), settings->entries().end());
    for (const Entry& entry : before) {
      if (!entry.value->is_authored()) settings->erase(entry.key->text());
    }
  }
  return true;
}

}  // namespace virga
