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
  std::string logical_id;              // "FunctionUpload": the prefix of its resources' logical IDs
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
  bool is_alias = false;          // Ref then returns its ARN
  bool is_state_machine = false;  // Ref returns its ARN, too
  Value* role = nullptr;  // Properties of the generated role, to add policies to; null if the author specified a role
  Value* propagated_tags = nullptr;  // Tags of the owner, a mapping, if PropagateTags is set; else null

  // {"Ref": id}: the name of a function, or the ARN of an alias or state machine.
  Value* ref(ValueFactory& make) const { return make.ref(logical_id); }
  Value* arn(ValueFactory& make) const {
    return is_alias || is_state_machine ? make.ref(logical_id) : make.get_att(logical_id, "Arn");
  }
};

// Adds the event's resources (SamContext::add_resource with event.owner) and updates the resources that it belongs to
// and the target's role. False if a problem was reported.
using ExpandEvent = bool (*)(SamContext& context, const SamEvent& event, EventTarget& target);

struct EventType {
  std::string_view name;  // "SQS"
  ExpandEvent expand;
};

// Null for an event type that functions or state machines, respectively, do not have. function_events.cpp,
// state_machine_events.cpp.
const EventType* find_function_event(std::string_view type);
const EventType* find_state_machine_event(std::string_view type);

// Expands all Events of `owner`, those of a function in the order of their paths or IDs. `find` is one of the two
// functions above. False if a problem was reported; the other events are still expanded. expand_events.cpp
bool expand_events(SamContext& context, const SamResource& owner, EventTarget& target,
                   const EventType* (*find)(std::string_view type));

// Adds an AWS::Lambda::Permission for an event source, with the ID event.logical_id + "Permission" + suffix and the
// owner's derived attributes. `source_arn`, `source_account` and `event_source_token` may be null.
void add_permission(SamContext& context, const SamEvent& event, const EventTarget& target, std::string_view principal,
                    Value* source_arn = nullptr, std::string_view suffix = {}, Value* source_account = nullptr,
                    Value* event_source_token = nullptr);

// Events of APIs, implemented with the APIs.
bool expand_api_event(SamContext& context, const SamEvent& event, EventTarget& target);                // event_api.cpp
bool expand_state_machine_api_event(SamContext& context, const SamEvent& event, EventTarget& target);  // event_api.cpp
bool expand_http_api_event(SamContext& context, const SamEvent& event, EventTarget& target);  // event_http_api.cpp

}  // namespace virga
