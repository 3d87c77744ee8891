#include "compiler/expand/serverless/core/open_transforms.h"

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

// Properties that modify the definition of an API, which must therefore be known.
constexpr std::array<std::string_view, 9> kEditing = {"Auth",
                                                      "BinaryMediaTypes",
                                                      "Cors",
                                                      "CorsConfiguration",
                                                      "Description",
                                                      "DisableExecuteApiEndpoint",
                                                      "GatewayResponses",
                                                      "Models",
                                                      "Name"};

}  // namespace

bool calls_transform(const Value* value) { return value != nullptr && value->has("Fn::Transform"); }

const Value* open_transform(const SamResource& resource) {
  if (calls_transform(resource.properties)) return resource.properties;
  if (const Value* definition = resource.get("DefinitionBody"); calls_transform(definition)) {
    const bool http = resource.type == "AWS::Serverless::HttpApi";
    const bool edited = std::any_of(kEditing.begin(), kEditing.end(), [&](std::string_view name) {
      // A REST API has name and description as properties of its own, outside the definition.
      if (!http && (name == "Name" || name == "Description")) return false;
      return !is_nothing(resource.get(name));
    });
    if (edited) return definition;
  }
  const Value* events = resource.get("Events");
  if (events == nullptr) return nullptr;
  if (calls_transform(events)) return events;
  for (const Entry& event : events->entries()) {
    if (calls_transform(event.value)) return event.value;
    if (const Value* properties = event.value->get("Properties"); calls_transform(properties)) return properties;
  }
  return nullptr;
}

}  // namespace virga
