#include "compiler/expand/serverless/function/function.h"

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/sam_events.h"

namespace virga {
namespace {

bool add_events(FunctionParts& parts) {
  if (parts.wanted("Events") == nullptr) return true;
  EventTarget target;
  target.logical_id = parts.alias_id.empty() ? parts.id() : parts.alias_id;
  target.is_alias = !parts.alias_id.empty();
  target.role = parts.role;
  target.propagated_tags = parts.propagated_tags();
  return expand_events(parts.context, parts.resource, target, find_function_event);
}

}  // namespace

bool expand_function(SamContext& context, const SamResource& resource) {
  FunctionParts parts{context, resource};
  if (!check_function(context, resource) || !add_lambda_function(parts)) {
    // Only for the problems of the events, so that all are reported together.
    if (const Value* events = parts.wanted("Events"); events != nullptr && events->is_mapping()) add_events(parts);
    return false;
  }
  // Independent parts are all processed, so that all problems are reported together.
  bool good = add_alias_and_version(parts) && add_function_url(parts) && add_deployment_preference(parts);
  good = add_event_invoke_config(parts) && good;
  good = add_function_role(parts) && good;
  good = add_events(parts) && good;
  sort_lambda_properties(*parts.function);
  if (good && parts.propagated_tags() != nullptr) propagate_tags(context, resource, *parts.propagated_tags());
  return good;
}

}  // namespace virga
