// Helpers shared by the event sources.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

// Reports a problem of the event's owner; `property` is a property of the event. Returns false, for `return fail(…)`.
bool fail(SamContext& context, const SamEvent& event, const Value* place, Complaint complaint,
          std::string_view property = {});

// check_properties() for an event, by its type and that of its owner, reported under the event's logical ID.
bool check_event(SamContext& context, const SamEvent& event);

// Adds a resource for the event's owner, with the derived attributes.
Value* add_event_resource(SamContext& context, const SamEvent& event, std::string_view logical_id,
                          std::string_view type, Value* properties);

// Copies those of the event's properties that are set, under the same names.
void copy_properties(SamContext& context, const SamEvent& event, std::span<const std::string_view> names, Value& into);

// Policies ----------------------------------------------------------------------------------------------------------

// {"Action": [actions], "Effect": "Allow", "Resource": resource}.
Value* allow(ValueFactory& make, std::initializer_list<std::string_view> actions, Value* resource);
// The same with a single action instead of a list.
Value* allow_one(ValueFactory& make, std::string_view action, Value* resource);
// {"PolicyName": name, "PolicyDocument": {"Statement": statements}}. For a single action, see allow_policy() in role.h.
Value* inline_policy(ValueFactory& make, std::string_view name, Value* statements);
// The ARN of the key with this ID.
Value* kms_key_arn(ValueFactory& make, std::string_view key_id);

// Resources that events change ------------------------------------------------------------------------------------

// The resource of the template that the event modifies, which `property` names with Ref and which must have the given
// type; null if a problem was reported. `what` names it in messages: "bucket".
Value* linked_resource(SamContext& context, const SamEvent& event, std::string_view property, std::string_view type,
                       std::string_view what);
// Its Properties, created if missing; null if they are not a map, which is reported under its ID.
Value* linked_properties(SamContext& context, std::string_view logical_id, Value& resource);
// The map or list `name` in its Properties, likewise.
Value* linked_collection(SamContext& context, std::string_view logical_id, Value& properties, std::string_view name,
                         NodeKind kind);

}  // namespace virga
