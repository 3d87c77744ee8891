#include "compiler/expand/serverless/events/event_helpers.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
bool fail(SamContext& context, const SamEvent& event, const Value* place, Complaint complaint,
          std::string_view property) {
  std::string path = fmt::format("Events/{}", event.id);
  if (!property.empty()) path += fmt::format("/Properties/{}", property);
  return context.fail(*event.owner, place != nullptr ? place : event.body, std::move(complaint), path);
}

bool check_event(SamContext& context, const SamEvent& event) {
  return check_properties(context.problems, event.logical_id, fmt::format("event '{}' ({})", event.id, event.type),
                          *event.body, event.properties, event_property_rules(event.owner->type, event.type));
}

Value* add_event_resource(SamContext& context, const SamEvent& event, std::string_view logical_id,
                          std::string_view type, Value* properties) {
  return context.add_resource(*event.owner, logical_id, type, properties, derived_attributes(context, *event.owner));
}

void copy_properties(SamContext& context, const SamEvent& event, std::span<const std::string_view> names, Value& into) {
  for (const std::string_view name : names) {
    if (const Value* value = event.get(name)) into.set(name, context.make.copy(value));
  }
}

Value* allow(ValueFactory& make, std::initializer_list<std::string_view> actions, Value* resource) {
  Value* list = make.list();
  for (const std::string_view action : actions) list->append(make.string(action));
  return make.object({{"Action", list}, {"Effect", make.string("Allow")}, {"Resource", resource}});
}

Value* allow_one(ValueFactory& make, std::string_view action, Value* resource) {
  return make.object({{"Action", make.string(action)}, {"Effect", make.string("Allow")}, {"Resource", resource}});
}

Value* inline_policy(ValueFactory& make, std::string_view name, Value* statements) {
  return make.object({{"PolicyName", make.string(name)}, {"PolicyDocument", make.object({{"Statement", statements}})}});
}

Value* kms_key_arn(ValueFactory& make, std::string_view key_id) {
  return make.sub(fmt::format("arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:key/{}", key_id));
}

Value* linked_resource(SamContext& context, const SamEvent& event, std::string_view property, std::string_view type,
                       std::string_view what) {
  const Value* reference = event.get(property);
  const std::string_view id = reference == nullptr ? std::string_view{} : reference->ref();
  Value* resource = id.empty() ? nullptr : context.source->get(id);
  if (resource == nullptr) {
    fail(context, event, reference,
         fmt::format("The {0} must be a Ref to a {0} of this template because the event is added to its properties",
                     what),
         property);
    return nullptr;
  }
  if (resource->string_at("Type") != type) {
    const Value* other = resource->get("Type");
    context.problems.error(
        id, resource,
        fmt::format("Event '{}' of '{}' requires a {} (an {}), found {}", event.id, event.owner->logical_id, what, type,
                    other == nullptr ? "one without a Type" : describe(*other)));
    return nullptr;
  }
  return resource;
}

Value* linked_properties(SamContext& context, std::string_view logical_id, Value& resource) {
  Value* properties = present(&resource, "Properties");
  if (properties == nullptr) {
    properties = context.make.object();
    resource.set("Properties", properties);
  } else if (!properties->is_mapping()) {
    context.problems.error(logical_id, properties,
                           fmt::format("Properties must be a map, found {}", describe(*properties)));
    return nullptr;
  }
  return properties;
}

Value* linked_collection(SamContext& context, std::string_view logical_id, Value& properties, std::string_view name,
                         NodeKind kind) {
  Value* value = present(&properties, name);
  if (value == nullptr) {
    value = kind == NodeKind::Mapping ? context.make.object() : context.make.list();
    properties.set(name, value);
  } else if (value->kind() != kind) {
    context.problems.error(logical_id, value,
                           fmt::format("{} must be {} so that events can be added to it, found {}", name,
                                       kind == NodeKind::Mapping ? "a map" : "a list", describe(*value)),
                           name);
    return nullptr;
  }
  return value;
}

}  // namespace virga
