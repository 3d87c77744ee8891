#include <fmt/format.h>

#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {

void add_permission(SamContext& context, const SamEvent& event, const EventTarget& target, std::string_view principal,
                    Value* source_arn, std::string_view suffix, Value* source_account, Value* event_source_token) {
  ValueFactory& make = context.make;
  Value* properties = make.object({{"Action", make.string("lambda:InvokeFunction")},
                                   {"FunctionName", target.ref(make)},
                                   {"Principal", make.string(principal)},
                                   {"SourceArn", source_arn},
                                   {"SourceAccount", source_account},
                                   {"EventSourceToken", event_source_token}});
  context.add_resource(*event.owner, fmt::format("{}Permission{}", event.logical_id, suffix), "AWS::Lambda::Permission",
                       properties, derived_attributes(context, *event.owner));
}

}  // namespace virga
