// Auth of REST API events.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

// The method of a REST API that an event defines.
struct RestMethod {
  const SamEvent* event = nullptr;
  std::string_view path;
  std::string method;            // lowercase, before normalization: "any"
  std::string api_id;            // the logical ID of the API
  Value* api = nullptr;          // its Properties
  const Value* stage = nullptr;  // the stage for resource policies
};

// Writes the event's Auth into the definition of its API: authorizer, scopes, API key, resource policy. Resolves the
// parameters in the API's Auth. False if a problem was reported.
bool add_event_auth(SamContext& context, const RestMethod& method, SwaggerEditor& editor, const Value& auth);

// The credentials with which the integration is called if the method uses AWS_IAM; null for none.
Value* integration_credentials(SamContext& context, const Value* event_auth, const Value* api_auth);

}  // namespace virga
