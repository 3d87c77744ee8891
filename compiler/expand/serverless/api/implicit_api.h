// Adds API events of functions and state machines to API definitions that SAM writes. Shared by REST and HTTP APIs.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Marks an API whose definition SAM writes and fills with events. No property has this name.
inline constexpr std::string_view kManaged = "__MANAGE_SWAGGER";

// An event that is being added to the definition of its API.
struct ApiEvent {
  const Entry* owner = nullptr;  // the function or state machine
  std::string_view id;           // its key in Events
  Value* body = nullptr;         // {Type, Properties}, a mapping
  Value* properties = nullptr;   // a mapping
};

// One kind of API.
struct ImplicitApiKind {
  std::string_view id;            // logical ID of the implicit API: "ServerlessRestApi"
  std::string_view condition;     // name of the condition that it gets if its events have several conditions
  std::string_view event_type;    // "Api"
  std::string_view api_property;  // property of the event: "RestApiId"
  std::string_view api_type;      // "AWS::Serverless::Api"
  bool skips_empty = false;       // leave events without properties to whatever expands them
  Value* (*make_api)(SamContext& context) = nullptr;           // {Type, Properties}, including kManaged
  bool (*is_definition)(const Value* definition) = nullptr;    // whether a definition can be edited
  void (*complete)(SamContext& context, ApiEvent&) = nullptr;  // adds the event's defaults; may be null
  // Called after the event's path was added; `api` is the API's body. May be null. False if a problem was reported.
  bool (*finish)(SamContext& context, const ApiEvent&, Value& api) = nullptr;
};

// The logical ID that RestApiId or ApiId names, as a string or a Ref; null for anything else.
const Value* api_id_of(const Value* reference);

// Assigns events without an API to the implicit one and adds the paths of all events to the definitions that SAM
// writes. If there are events for the implicit API, adds it to context.source with their conditions and policies. A
// path whose methods all have conditions becomes conditional.
void add_implicit_api(SamContext& context, const ImplicitApiKind& kind);

// {"info": {"version": "1.0", "title": {Ref: AWS::StackName}}, "paths": {}} after {specification: version}.
Value* definition_skeleton(ValueFactory& make, std::string_view specification, std::string_view version);

// Sets the version of definitions that SAM writes from OpenApiVersion, after Globals have been merged.
void apply_open_api_versions(SamContext& context);

}  // namespace virga
