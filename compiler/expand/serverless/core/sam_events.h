// Events of functions and state machines.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// One entry of Events.
struct SamEvent {
  const SamResource* owner = nullptr;  // the function or state machine
  std::string id;                      // "Upload"
  std::string logical_id;              // "FunctionUpload": what its resources are named after
  std::string_view type;               // "S3"
  Value* body = nullptr;               // {Type, Properties}
  Value* properties = nullptr;         // never null

  Value* get(std::string_view name) const {
    Value* found = properties->get(name);
    return found != nullptr && !found->is_null() ? found : nullptr;
  }
};

// What an event invokes: the function, its alias, or the state machine (or its alias).
struct EventTarget {
  std::string logical_id;         // of the generated resource: "Function", "FunctionAliaslive", "StateMachine"
  bool is_alias = false;          // Ref gives its ARN then
  bool is_state_machine = false;  // Ref gives its ARN too
  Value* role = nullptr;  // Properties of the generated role, to add policies to; null when the author gave a role
  Value* propagated_tags = nullptr;  // Tags of the owner when PropagateTags is set, a mapping; else null

  // {"Ref": id}: name of a function, ARN of an alias or state machine.
  Value* ref(ValueFactory& make) const { return make.ref(logical_id); }
  Value* arn(ValueFactory& make) const {
    return is_alias || is_state_machine ? make.ref(logical_id) : make.get_att(logical_id, "Arn");
  }
};

// Adds the event's resources (SamContext::add_resource with event.owner), changes the resources that it belongs to, and
// the target's role. False when a problem was reported.
using ExpandEvent = bool (*)(SamContext& context, const SamEvent& event, EventTarget& target);

struct EventType {
  std::string_view name;  // "SQS"
  ExpandEvent expand;
};

// Null for a type that functions, resp. state machines, do not have. function_events.cpp, state_machine_events.cpp.
const EventType* find_function_event(std::string_view type);
const EventType* find_state_machine_event(std::string_view type);

// Expands all Events of `owner`, those of a function in the order of their paths or ids, as `find` (one of the two
// above) knows them. False when a problem was reported; the other events are expanded nevertheless. expand_events.cpp
bool expand_events(SamContext& context, const SamResource& owner, EventTarget& target,
                   const EventType* (*find)(std::string_view type));

// Lambda's permission for an event source: AWS::Lambda::Permission with the id event.logical_id + "Permission" +
// suffix. `source_arn`, `source_account`, `event_source_token` may be null. Carries the owner's derived attributes.
void add_permission(SamContext& context, const SamEvent& event, const EventTarget& target, std::string_view principal,
                    Value* source_arn = nullptr, std::string_view suffix = {}, Value* source_account = nullptr,
                    Value* event_source_token = nullptr);

// The events of APIs, which live with their APIs.
bool expand_api_event(SamContext& context, const SamEvent& event, EventTarget& target);                // event_api.cpp
bool expand_state_machine_api_event(SamContext& context, const SamEvent& event, EventTarget& target);  // event_api.cpp
bool expand_http_api_event(SamContext& context, const SamEvent& event, EventTarget& target);  // event_http_api.cpp

}  // namespace virga
