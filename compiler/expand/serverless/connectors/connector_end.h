// One end of a connection.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Values are borrowed from the template or live in the arena. Null: not known.
struct ConnectorEnd {
  std::string_view name;          // "Source" or "Destination"
  const Value* place = nullptr;   // what to underline
  std::string_view logical_id;    // empty for a resource outside the template
  std::string_view type;          // CloudFormation's type
  std::string_view written_type;  // type in the template: "AWS::Serverless::Function"
  const Value* arn = nullptr;
  const Value* role_name = nullptr;
  const Value* queue_url = nullptr;
  const Value* resource_id = nullptr;
  const Value* resource_name = nullptr;
  const Value* qualifier = nullptr;
};

// Determines what is known of the end `written`; `other` is the other end as written (a rule has a role for each of its
// targets). False if a problem of `owner` was reported.
bool read_connector_end(SamContext& context, const SamResource& owner, std::string_view name, const Value& written,
                        const Value& other, ConnectorEnd& end);

}  // namespace virga
