#include "compiler/expand/serverless/api/implicit_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/expand/serverless/api/open_api/base_editor.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 2> kOwners = {"AWS::Serverless::Function", "AWS::Serverless::StateMachine"};
// Which policy applies if events have several, strongest first.
constexpr std::array<std::string_view, 2> kDeletionPolicies = {"Retain", "Delete"};
constexpr std::array<std::string_view, 3> kReplacePolicies = {"Retain", "Snapshot", "Delete"};

// "/a/{b}" -> "SLASHaSLASHOBbCB"
std::string path_condition(std::string_view api_id, std::string_view path) {
  std::string name(api_id);
  for (const char c : path) {
    if (c == '/') {
      name += "SLASH";
    } else if (c == '{') {
      name += "OB";
    } else if (c == '}') {
      name += "CB";
    } else {
      name += c;
    }
  }
  return name + "PathCondition";
}

// Attributes collected from the events of one API.
struct Attributes {
  // Path -> method -> the condition of the function behind it, or null.
  std::map<std::string, std::map<std::string, const Value*>, std::less<>> conditions;
  std::set<std::string, std::less<>> deletion_policies;
  std::set<std::string, std::less<>> replace_policies;
};

class ImplicitApi {
public:
  ImplicitApi(SamContext& context, const ImplicitApiKind& kind) : context_(context), kind_(kind) {}

  void run() {
    PythonHistory& python = context_.apis.python;
    const Value* cause = first_event();
    const ValueFactory::Scope scope(context_.make, (cause != nullptr ? *cause : context_.root).provenance(),
                                    fmt::format("{}, the API of events without one", kind_.id));
    const Entry* before = context_.source->find(kind_.id);
    Value* authors = before == nullptr ? nullptr : before->value;
    Value* key = before == nullptr ? context_.make.string(kind_.id) : before->key;
    Value* made = kind_.make_api(context_);
    python.set(*context_.source, key, made);
    for (const Entry& entry : python.entries(*context_.source)) {
      const std::string_view type = entry.value->string_at("Type");
      if (std::find(kOwners.begin(), kOwners.end(), type) != kOwners.end()) add_events(entry);
    }
    add_attributes(*made);
    add_path_conditions();
    const Value* paths = made->at("Properties", "DefinitionBody", "paths");
    if (paths != nullptr && !paths->empty()) return;
    if (authors != nullptr) {
      python.set(*context_.source, kind_.id, authors);
    } else {
      python.erase(*context_.source, kind_.id);
    }
  }

private:
  // The event that the API is attributed to; null if no event needs it.
  const Value* first_event() const {
    for (const Entry& owner : context_.source->entries()) {
      const Value* events = owner.value->at("Properties", "Events");
      if (events == nullptr) continue;
      for (const Entry& event : events->entries()) {
        if (event.value->string_at("Type") != kind_.event_type) continue;
        const Value* properties = event.value->get("Properties");
        if (properties == nullptr || !properties->has(kind_.api_property)) return event.value;
      }
    }
    return nullptr;
  }

  void add_events(const Entry& owner) {
    Value* events = owner.value->at("Properties", "Events");
    if (events == nullptr || !events->is_mapping()) return;
    // The transform collects the events of this kind in a separate dictionary, which has its own order.
    Value* ours = context_.make.object();
    for (const Entry& entry : context_.apis.python.entries(*events)) {
      if (entry.value->string_at("Type") == kind_.event_type) ours->set(entry.key, entry.value);
    }
    for (const Entry& entry : context_.apis.python.entries(*ours)) {
      ApiEvent event{&owner, entry.key->text(), entry.value, entry.value->get("Properties")};
      if (!add_event(event)) context_.refused_events.emplace(owner.key->text(), event.id);
    }
    if (!ours->empty()) context_.apis.python.make_room(*events, ours->size());
  }

  bool fail(const ApiEvent& event, const Value* place, Complaint complaint, std::string_view property = {}) {
    context_.problems.error(event.owner->key->text(), place, std::move(complaint),
                            fmt::format("Events/{}{}{}", event.id, property.empty() ? "" : "/Properties/", property));
    return false;
  }

  bool add_event(ApiEvent& event) {
    const bool absent = is_nothing(event.properties);
    if (absent && kind_.skips_empty) return true;
    const ValueFactory::Scope scope(context_.make, *event.body);
    if (event.properties == nullptr) {
      event.properties = context_.make.object();
      event.body->set("Properties", event.properties);
    }
    if (!event.properties->is_mapping()) {
      return fail(
          event, event.properties,
          fmt::format("Properties of event '{}' must be a map, found {}", event.id, describe(*event.properties)));
    }
    if (!event.properties->has(kind_.api_property)) {
      propagate_tags(event);
      context_.apis.python.set(*event.properties, kind_.api_property, context_.make.ref(kind_.id));
    }
    if (kind_.complete != nullptr) kind_.complete(context_, event);
    return check(event) && add_path(event);
  }

  // A function that propagates its tags adds them to the implicit API, too: its own, or those of Globals where it has
  // none.
  void propagate_tags(const ApiEvent& event) {
    const Value* own = event.owner->value->get("Properties");
    const std::string_view type = event.owner->value->string_at("Type");
    const Value* globals = context_.root.at("Globals", type.substr(type.rfind(':') + 1));
    const auto setting = [&](std::string_view name) {
      const Value* value = own->get(name);
      return is_nothing(value) && globals != nullptr ? globals->get(name) : value;
    };
    const Value* from = setting("Tags");
    if (is_nothing(setting("PropagateTags")) || is_nothing(from) || !from->is_mapping()) return;
    Value* properties = context_.source->at(kind_.id, "Properties");
    Value* tags = properties->get("Tags");
    if (tags == nullptr) {
      tags = context_.make.object();
      context_.apis.python.note_ordered(*tags);
      properties->set("Tags", tags);
      properties->set("PropagateTags", context_.make.boolean(true));
    }
    for (const Entry& entry : from->entries()) tags->set(entry.key, context_.make.copy(entry.value));
  }

  bool has_path_and_method(const ApiEvent& event) {
    const auto known = names_of(event_property_rules(event.owner->value->string_at("Type"), kind_.event_type));
    const std::string kind = fmt::format("event '{}' ({})", event.id, kind_.event_type);
    bool good = true;
    for (const std::string_view name : {std::string_view("Path"), std::string_view("Method")}) {
      const Value* value = event.properties->get(name);
      if (value != nullptr && !value->is_null()) continue;
      good = false;
      if (const Entry* meant = misspelt_entry(*event.properties, name, known)) {
        fail(event, meant->key, unknown_property(meant->key->text(), kind, near_property(meant->key->text(), known)));
      } else {
        fail(event, event.properties, missing_property(name, kind));
      }
    }
    return good;
  }

  bool check(const ApiEvent& event) {
    if (!has_path_and_method(event)) return false;
    const Value* reference = event.properties->get(kind_.api_property);
    const Value* api = api_id_of(reference);
    if (api == nullptr) {
      return fail(event, reference,
                  fmt::format("{} must be a Ref to an API of this template, found {}", kind_.api_property,
                              describe(*reference)),
                  kind_.api_property);
    }
    for (const std::string_view name : {std::string_view("Path"), std::string_view("Method")}) {
      const Value* value = event.properties->get(name);
      if (!value->is_string()) {
        return fail(event, value, fmt::format("{} must be a string, found {}", name, describe(*value)), name);
      }
    }
    return true;
  }

  bool add_path(const ApiEvent& event) {
    const std::string api_id(api_id_of(event.properties->get(kind_.api_property))->text());
    const std::string path(event.properties->get("Path")->text());
    const std::string method(event.properties->get("Method")->text());
    const Value& owner = *event.owner->value;
    Attributes& attributes = attributes_[api_id];
    attributes.conditions[path][method] = owner.get("Condition");
    attributes.deletion_policies.emplace(owner.string_at("DeletionPolicy"));
    attributes.replace_policies.emplace(owner.string_at("UpdateReplacePolicy"));
    Value* api = context_.source->get(api_id);
    if (api == nullptr ||
        (api->string_at("Type") == "AWS::Serverless::HttpApi" && kind_.api_type != "AWS::Serverless::HttpApi")) {
      return fail(
          event, event.properties->get(kind_.api_property),
          fmt::format("{} must name an {} of this template, found '{}'", kind_.api_property, kind_.api_type, api_id),
          kind_.api_property);
    }
    Value* properties = api->get("Properties");
    Value* definition = properties == nullptr ? nullptr : properties->get("DefinitionBody");
    if (kind_.is_definition(definition) && !is_nothing(properties->get(kManaged))) {
      BaseEditor editor(context_, api_id, *definition);
      if (!editor.add_path(path, method, event.properties->get("Path")->is_authored())) return false;
      editor.finish();
    }
    return kind_.finish == nullptr || kind_.finish(context_, event, *api);
  }

  // The conditions of a path's methods, sorted and without duplicates; empty if any method has none.
  static std::vector<const Value*> all_of(const std::map<std::string, const Value*>& methods) {
    std::vector<const Value*> found;
    for (const auto& [method, condition] : methods) {
      if (condition == nullptr || !condition->is_string()) return {};
      found.push_back(condition);
    }
    std::sort(found.begin(), found.end(), [](const Value* a, const Value* b) { return a->text() < b->text(); });
    found.erase(
        std::unique(found.begin(), found.end(), [](const Value* a, const Value* b) { return a->text() == b->text(); }),
        found.end());
    return found;
  }

  // A condition that holds if any of these does: the only one, or a new one called `name`.
  Value* combined(const std::vector<const Value*>& conditions, std::string_view name) {
    if (conditions.size() == 1) return context_.make.copy(conditions[0]);
    std::vector<std::string> names;
    names.reserve(conditions.size());
    for (const Value* condition : conditions) names.emplace_back(condition->text());
    add_combined_condition(context_, std::move(names), name);
    return context_.make.string(name);
  }

  void add_attributes(Value& api) {
    const auto found = attributes_.find(kind_.id);
    if (found == attributes_.end()) return;
    const Attributes& attributes = found->second;
    std::map<std::string, const Value*> methods;
    for (const auto& [path, of_path] : attributes.conditions) {
      for (const auto& [method, condition] : of_path) methods.emplace(path + '\n' + method, condition);
    }
    if (const std::vector<const Value*> conditions = all_of(methods); !conditions.empty()) {
      api.set("Condition", combined(conditions, kind_.condition));
    }
    add_policy(api, "DeletionPolicy", attributes.deletion_policies, kDeletionPolicies);
    add_policy(api, "UpdateReplacePolicy", attributes.replace_policies, kReplacePolicies);
  }

  template <typename Policies>
  void add_policy(Value& api, std::string_view attribute, const std::set<std::string, std::less<>>& given,
                  const Policies& strongest_first) {
    for (const std::string_view policy : strongest_first) {
      if (given.count(policy) == 0) continue;
      api.set(attribute, context_.make.string(policy));
      return;
    }
  }

  void add_path_conditions() {
    for (const Entry& entry : context_.apis.python.entries(*context_.source)) {
      if (entry.value->string_at("Type") != kind_.api_type) continue;
      Value* definition = entry.value->at("Properties", "DefinitionBody");
      if (is_nothing(entry.value->at("Properties", kManaged)) || !kind_.is_definition(definition)) continue;
      const std::string_view api_id = entry.key->text();
      const auto found = attributes_.find(api_id);
      BaseEditor editor(context_, api_id, *definition);
      for (const std::string_view path : editor.path_names()) {
        if (found == attributes_.end()) break;
        const auto methods = found->second.conditions.find(path);
        if (methods == found->second.conditions.end()) continue;
        const std::vector<const Value*> conditions = all_of(methods->second);
        if (conditions.empty()) continue;
        editor.make_path_conditional(path, combined(conditions, path_condition(api_id, path)));
      }
      editor.finish();
    }
  }

  SamContext& context_;
  const ImplicitApiKind& kind_;
  std::map<std::string, Attributes, std::less<>> attributes_;
};

}  // namespace

const Value* api_id_of(const Value* reference) {
  if (reference == nullptr) return nullptr;
  if (const Value* name = reference->get("Ref")) reference = name;
  return reference->is_string() ? reference : nullptr;
}

void add_implicit_api(SamContext& context, const ImplicitApiKind& kind) { ImplicitApi(context, kind).run(); }

Value* definition_skeleton(ValueFactory& make, std::string_view specification, std::string_view version) {
  return make.object({{specification, make.string(version)},
                      {"info", make.object({{"version", make.string("1.0")}, {"title", make.ref("AWS::StackName")}})},
                      {"paths", make.object()}});
}

void apply_open_api_versions(SamContext& context) {
  for (const Entry& entry : context.source->entries()) {
    if (entry.value->string_at("Type") != "AWS::Serverless::Api") continue;
    Value* properties = entry.value->get("Properties");
    if (properties == nullptr || !properties->has(kManaged)) continue;
    const Value* version = properties->get("OpenApiVersion");
    if (!is_open_api_3(version)) continue;
    if (!version->is_string()) {
      Value* text = context.make.string(version->text());
      text->set_provenance(version->provenance());
      properties->set("OpenApiVersion", text);
      version = text;
    }
    Value* definition = properties->get("DefinitionBody");
    if (definition == nullptr || !definition->is_mapping()) continue;
    const std::string id(entry.key->text());
    const std::uint32_t copies = context.apis.definition_copies[id];
    context.apis.python.set(*definition, "openapi", context.make.copy(version), copies);
    if (!is_nothing(definition->get("swagger"))) context.apis.python.erase(*definition, "swagger", copies);
  }
}

}  // namespace virga
