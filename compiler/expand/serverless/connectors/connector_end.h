// One end of a connection.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Borrows from the template, or lives in the arena. Null: not known.
struct ConnectorEnd {
  std::string_view name;          // "Source" or "Destination"
  const Value* place = nullptr;   // what is underlined
  std::string_view logical_id;    // empty for a resource that is described and not named
  std::string_view type;          // as CloudFormation knows it
  std::string_view written_type;  // as the template does: "AWS::Serverless::Function"
  const Value* arn = nullptr;
  const Value* role_name = nullptr;
  const Value* queue_url = nullptr;
  const Value* resource_id = nullptr;
  const Value* resource_name = nullptr;
  const Value* qualifier = nullptr;
};

// Finds out what is known of the end `written`; `other` is the other end as written (a rule has a role for each of its
// targets). False when a problem of `owner` was reported.
bool read_connector_end(SamContext& context, const SamResource& owner, std::string_view name, const Value& written,
                        const Value& other, ConnectorEnd& end);

}  // namespace virga
