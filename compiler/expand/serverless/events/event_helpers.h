// What the event sources share.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

// Reports under the owner of the event; `property` is one of the event. Gives false, for `return fail(…)`.
bool fail(SamContext& context, const SamEvent& event, const Value* place, std::string message,
          std::string_view property = {});

// check_properties() of an event by its type and that of its owner, reported under its own logical id.
bool check_event(SamContext& context, const SamEvent& event);

// A resource of the event's owner with the attributes that derived resources carry.
Value* add_event_resource(SamContext& context, const SamEvent& event, std::string_view logical_id,
                          std::string_view type, Value* properties);

// Copies the properties of the event that are set under the same names.
void copy_properties(SamContext& context, const SamEvent& event, std::span<const std::string_view> names, Value& into);

// Policies ----------------------------------------------------------------------------------------------------------

// {"Action": [actions], "Effect": "Allow", "Resource": resource}.
Value* allow(ValueFactory& make, std::initializer_list<std::string_view> actions, Value* resource);
// The same with a single action that is in no list.
Value* allow_one(ValueFactory& make, std::string_view action, Value* resource);
// {"PolicyName": name, "PolicyDocument": {"Statement": statements}}; allow_policy() of role.h for a single action.
Value* inline_policy(ValueFactory& make, std::string_view name, Value* statements);
// The key of this id, for a Resource.
Value* kms_key_arn(ValueFactory& make, std::string_view key_id);

// Resources that events change ------------------------------------------------------------------------------------

// "Ref" to a resource of the template that the event changes, of the given type; null after a problem was reported.
// `what` names it in messages: "bucket".
Value* linked_resource(SamContext& context, const SamEvent& event, std::string_view property, std::string_view type,
                       std::string_view what);
// Its Properties, made where there are none; null, after a problem was reported under its id, when they are no map.
Value* linked_properties(SamContext& context, std::string_view logical_id, Value& resource);
// The map or list `name` in there, made where it is not set; the same.
Value* linked_collection(SamContext& context, std::string_view logical_id, Value& properties, std::string_view name,
                         NodeKind kind);

}  // namespace virga
