// Auth of the events of REST APIs.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

// The method of a REST API that an event stands for.
struct RestMethod {
  const SamEvent* event = nullptr;
  std::string_view path;
  std::string method;            // lower case, as the author means it: "any"
  std::string api_id;            // the logical id of the API
  Value* api = nullptr;          // its Properties
  const Value* stage = nullptr;  // the stage that policies speak of
};

// Puts the event's Auth into the definition of its API: authorizer, scopes, API key, resource policy. The API's Auth
// gets the values of its parameters. False when a problem was reported.
bool add_event_auth(SamContext& context, const RestMethod& method, SwaggerEditor& editor, const Value& auth);

// The credentials that the integration calls with when the method is signed (AWS_IAM); null for none.
Value* integration_credentials(SamContext& context, const Value* event_auth, const Value* api_auth);

}  // namespace virga
