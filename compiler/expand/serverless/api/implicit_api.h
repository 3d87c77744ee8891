// Events of functions and state machines that belong to an API whose definition SAM writes: what REST and HTTP APIs
// have in common there.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Set on an API whose definition SAM writes and events fill. No author's property has this name.
inline constexpr std::string_view kManaged = "__MANAGE_SWAGGER";

// An event on its way into the definition of its API.
struct ApiEvent {
  const Entry* owner = nullptr;  // the function or state machine
  std::string_view id;           // the key in Events
  Value* body = nullptr;         // {Type, Properties}, a mapping
  Value* properties = nullptr;   // a mapping
};

// One kind of API.
struct ImplicitApiKind {
  std::string_view id;                                // of the implicit API: "ServerlessRestApi"
  std::string_view condition;                         // that it gets where its events have several
  std::string_view event_type;                        // "Api"
  std::string_view api_property;                      // of the event: "RestApiId"
  std::string_view api_type;                          // "AWS::Serverless::Api"
  bool skips_empty = false;                           // events without properties are left to whoever expands them
  Value* (*make_api)(SamContext& context) = nullptr;  // {Type, Properties}, kManaged in it
  bool (*is_definition)(const Value* definition) = nullptr;    // is it one that can be edited?
  void (*complete)(SamContext& context, ApiEvent&) = nullptr;  // defaults of the event; may be null
  // After the event's path was added; `api` is the API's body. May be null. False when a problem was reported.
  bool (*finish)(SamContext& context, const ApiEvent&, Value& api) = nullptr;
};

// The logical id that RestApiId or ApiId names, be it a string or a Ref; null for anything else.
const Value* api_id_of(const Value* reference);

// Gives events without an API the implicit one, adds the paths of all events to the definitions that SAM writes, and
// puts the implicit API into context.source when there are events for it, with the conditions and policies of those.
// Paths of which every method has a condition get their conditions.
void add_implicit_api(SamContext& context, const ImplicitApiKind& kind);

// {"info": {"version": "1.0", "title": {Ref: AWS::StackName}}, "paths": {}} after {specification: version}.
Value* definition_skeleton(ValueFactory& make, std::string_view specification, std::string_view version);

// The version of a definition that SAM writes follows OpenApiVersion, once Globals are merged.
void apply_open_api_versions(SamContext& context);

}  // namespace virga
