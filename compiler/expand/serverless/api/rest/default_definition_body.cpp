#include <algorithm>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/open_api/base_editor.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kRestApi = "AWS::Serverless::Api";
constexpr std::string_view kHttpApi = "AWS::Serverless::HttpApi";

bool has_event_of(const Value& resource, std::string_view event_type) {
  const Value* events = resource.at("Properties", "Events");
  if (events == nullptr) return false;
  const auto entries = events->entries();
  return std::any_of(entries.begin(), entries.end(),
                     [&](const Entry& event) { return event.value->string_at("Type") == event_type; });
}

// Whether a REST API is deployed or an HTTP API has a default authorizer. Only then does the transform process the
// template in Python 2.7's order.
bool needs_python_order(SamContext& context) {
  const bool default_authorizer = !is_nothing(context.root.at("Globals", "HttpApi", "Auth", "DefaultAuthorizer"));
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    if (type == kRestApi) return true;
    if (type == kHttpApi &&
        (default_authorizer || !is_nothing(entry.value->at("Properties", "Auth", "DefaultAuthorizer")))) {
      return true;
    }
    if (type != "AWS::Serverless::Function" && type != "AWS::Serverless::StateMachine") continue;
    if (has_event_of(*entry.value, "Api")) return true;
    if (default_authorizer && type == "AWS::Serverless::Function" && has_event_of(*entry.value, "HttpApi")) return true;
  }
  return false;
}

}  // namespace

void add_default_definition_bodies(SamContext& context) {
  ValueFactory& make = context.make;
  PythonHistory& python = context.apis.python;
  if (needs_python_order(context)) python.enable();
  for (const std::string_view kind : {kRestApi, kHttpApi}) {
    for (const Entry& entry : context.source->entries()) {
      if (entry.value->string_at("Type") != kind) continue;
      const ValueFactory::Scope scope(make, *entry.value);
      Value* properties = entry.value->get("Properties");
      if (properties == nullptr || properties->is_null()) {
        properties = make.object();
        entry.value->set("Properties", properties);
      }
      if (!properties->is_mapping() || !is_nothing(properties->get("DefinitionBody")) ||
          !is_nothing(properties->get("DefinitionUri"))) {
        continue;
      }
      python.set(*properties, "DefinitionBody",
                 kind == kRestApi ? definition_skeleton(make, "swagger", "2.0")
                                  : definition_skeleton(make, "openapi", "3.0.1"));
      python.set(*properties, kManaged, make.boolean(true));
    }
  }
}

}  // namespace virga
