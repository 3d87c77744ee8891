#include "compiler/expand/serverless/core/open_transforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/connectors/connector.h"
#include "compiler/expand/serverless/core/passed_on.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kPrefix = "AWS::Serverless::";
constexpr std::string_view kConnector = "AWS::Serverless::Connector";
constexpr std::string_view kFunction = "AWS::Serverless::Function";
constexpr std::string_view kHttpApi = "AWS::Serverless::HttpApi";

// How far below a value a transform matters: its own keys are level 1.
constexpr std::size_t kOwnKeys = 2;
constexpr std::size_t kMethods = 4;  // of a definition: paths, a path, a method
constexpr std::size_t kAnyLevel = std::numeric_limits<std::size_t>::max();

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

// What the IDs of a function's version and of the deployment of its API are made from.
Hashed hashed_parts(std::string_view type, const Value* properties, const Value* globals) {
  if (type != kFunction) return {};
  const auto is_set = [&](std::string_view name) {
    const Value* own = present(properties, name);
    return !is_nothing(own != nullptr ? own : present(globals, name));
  };
  Hashed hashed;
  hashed.code = is_set("AutoPublishAlias");
  hashed.all_properties = hashed.code && is_set("AutoPublishAliasAllProperties");
  if (const Value* events = present(properties, "Events")) {
    hashed.name = std::ranges::any_of(events->entries(), [](const Entry& event) {
      return event.value->string_at("Type") == "Api" && event.value->at("Properties", "RestApiId") != nullptr;
    });
  }
  return hashed;
}

const Value* find_open_part(std::string_view type, const Value* properties, const Value* globals, Hashed hashed) {
  if (properties == nullptr) return nullptr;
  if (const Value* found = find_deciding_call(type, properties, globals, hashed)) return found;
  return type == kHttpApi ? find_open_definition(*properties, globals, kEditingHttp)
                          : find_open_definition(*properties, globals, kEditingRest);
}

// The parts of Globals that are open for a resource. What the resource has itself matters only where it is merged.
class OpenGlobals {
public:
  explicit OpenGlobals(const Value* globals) : globals_(globals) {}

  const Value* find(std::string_view type, const Value* section, const Value* properties, Hashed hashed) {
    if (calls_transform(globals_)) return globals_;
    const auto [known, is_new] = sections_.try_emplace({type, hashed}, Section{});
    if (is_new) {
      known->second.calls = find_call(section, kAnyLevel) != nullptr;
      known->second.open = find_open_part(type, section, nullptr, hashed);
    }
    if (known->second.open != nullptr || !known->second.calls) return known->second.open;
    return find_deciding_call(type, section, properties, hashed);
  }

private:
  struct Section {
    bool calls = false;           // some transform
    const Value* open = nullptr;  // for all resources
  };
  const Value* globals_;
  std::map<std::pair<std::string_view, Hashed>, Section> sections_;
};

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

// Which resources must be left if another one is. What several share has a name of its own, which no resource can have.
class Bonds {
public:
  void add(std::string_view from, std::string_view to) { to_[std::string(from)].emplace_back(to); }
  void share(std::string_view resource, const std::string& thing) {
    add(resource, thing);
    add(thing, resource);
  }

  // Adds all that is bound to what is open.
  void follow(OpenResources& open) const {
    OpenResources reached = open;
    std::vector<std::pair<std::string, const Value*>> next(open.begin(), open.end());
    while (!next.empty()) {
      const auto [id, place] = std::move(next.back());
      next.pop_back();
      const auto bound = to_.find(id);
      if (bound == to_.end()) continue;
      for (const std::string& other : bound->second) {
        if (reached.try_emplace(other, place).second) next.emplace_back(other, place);
      }
    }
    open = std::move(reached);
  }

private:
  std::map<std::string, std::vector<std::string>, std::less<>> to_;
};

void bind_connector(std::string_view id, const Value* source, const Value* destination, Bonds& bonds) {
  const auto bind = [&](const Value* end) {
    const std::string_view other = end == nullptr ? std::string_view{} : end->string_at("Id");
    if (!other.empty()) bonds.add(other, id);
  };
  bind(source);
  bind(destination);
  if (destination == nullptr) return;
  for (const Value* end : destination->items()) bind(end);
}

void bind_connectors(const Entry& resource, Bonds& bonds) {
  if (resource.value->string_at("Type") == kConnector) {
    bind_connector(resource.key->text(), resource.value->at("Properties", "Source"),
                   resource.value->at("Properties", "Destination"), bonds);
  }
  const Value* embedded = resource.value->get("Connectors");
  if (embedded == nullptr) return;
  for (const Entry& entry : embedded->entries()) {
    const std::string id = embedded_connector_id(resource.key->text(), entry.key->text());
    bonds.add(resource.key->text(), id);
    bind_connector(id, nullptr, entry.value->at("Properties", "Destination"), bonds);
  }
}

// What is three levels deep in the properties, of the resource or else of Globals.
const Value* merged_part(const Value* properties, const Value* globals, const std::array<std::string_view, 3>& path) {
  for (const Value* found : {properties, globals}) {
    for (const std::string_view step : path) {
      if (!step.empty()) found = present(found, step);
    }
    if (found != nullptr) return found;
  }
  return nullptr;
}

// A string, or what a Ref names, as the name of a thing that several APIs may share.
void share_by(std::string_view id, std::string_view kind, const Value* value, Bonds& bonds) {
  if (value == nullptr) return;
  bonds.share(id, fmt::format("{} {} {}", kind, value->ref(), value->text()));
}

// APIs share the usage plan SHARED, and a domain's name and its record set, which the first of them makes.
void bind_sharing(std::string_view id, const Value* properties, const Value* globals, Bonds& bonds) {
  const Value* plan = merged_part(properties, globals, {"Auth", "UsagePlan", "CreateUsagePlan"});
  if (plan != nullptr && plan->is("SHARED")) bonds.share(id, "usage plan");
  share_by(id, "domain", merged_part(properties, globals, {"Domain", "DomainName"}), bonds);
  for (const std::string_view zone : {"HostedZoneId", "HostedZoneName"}) {
    share_by(id, "hosted zone", merged_part(properties, globals, {"Domain", "Route53", zone}), bonds);
  }
}

}  // namespace

OpenResources find_open_resources(const SamContext& context) {
  OpenResources open;
  const Value* globals = context.root.get("Globals");
  OpenGlobals open_globals(globals);
  Bonds bonds;
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    bind_connectors(entry, bonds);
    if (!type.starts_with(kPrefix)) continue;
    const Value* section = present(globals, type.substr(kPrefix.size()));
    const Value* properties = entry.value->get("Properties");
    const Hashed hashed = hashed_parts(type, properties, section);
    const Value* found = open_globals.find(type, section, properties, hashed);
    if (found == nullptr) found = find_open_part(type, properties, section, hashed);
    if (found != nullptr) open.try_emplace(std::string(entry.key->text()), found);
    bind_sharing(entry.key->text(), properties, section, bonds);
  }
  if (open.empty()) return open;
  // An event binds its owner to its API, which must be there for the service to add the event to; and an API whose
  // definition SAM writes binds all that it is written from.
  for (const Entry& entry : context.source->entries()) {
    const std::string_view owner = entry.key->text();
    for_routed_events(context, *entry.value, [&](const RoutedEvent& event) {
      const auto api = open.find(event.api);
      const Value* found = find_open_part(event, api == open.end() ? nullptr : api->second);
      if (found != nullptr) open.try_emplace(std::string(owner), found);
      bonds.add(owner, event.api);
      if (!is_nothing(event.api_properties->get(kManaged))) bonds.add(event.api, owner);
    });
  }
  bonds.follow(open);
  return open;
}

bool restore_as_written(Value& resource) {
  Value* properties = resource.get("Properties");
  if (properties == nullptr) return true;
  if (!is_nothing(properties->get(kManaged))) {
    if (resource.is_generated()) return false;
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
