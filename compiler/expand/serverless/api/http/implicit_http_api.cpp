#include <fmt/format.h>

#include <string>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/open_api/http_api_editor.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kRouteSettings = "RouteSettings";

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-httpapi.html
Value* make_api(SamContext& context) {
  ValueFactory& make = context.make;
  return make.object({{"Type", make.string("AWS::Serverless::HttpApi")},
                      {"Properties", make.object({{"DefinitionBody", definition_skeleton(make, "openapi", "3.0.1")},
                                                  {kManaged, make.boolean(true)}})}});
}

// An event without path and method receives all requests that match no other event.
void complete(SamContext& context, ApiEvent& event) {
  if (!is_nothing(event.properties->get("Path")) || !is_nothing(event.properties->get("Method"))) return;
  event.properties->set("Path", context.make.string("$default"));
  event.properties->set("Method", context.make.string(kAnyMethod));
}

// Adds the event's RouteSettings to the stage of its API, under "GET /path" or, for any method, "/path".
bool add_route_settings(SamContext& context, const ApiEvent& event, Value& api) {
  const Value* given = event.properties->get(kRouteSettings);
  if (given == nullptr) return true;
  ValueFactory& make = context.make;
  const std::string_view owner = event.owner->key->text();
  if (!given->is_mapping()) {
    context.problems.error(owner, given->is_null() ? event.body : given,
                           fmt::format("RouteSettings must be a map, found {}", describe(*given)),
                           fmt::format("Events/{}/Properties/RouteSettings", event.id));
    return false;
  }
  const std::string_view method = event.properties->string_at("Method");
  const std::string_view path = event.properties->string_at("Path");
  const std::string route = method == kAnyMethod ? std::string(path) : fmt::format("{} {}", to_upper(method), path);
  Value* properties = api.get("Properties");
  if (properties == nullptr || !properties->is_mapping()) return true;
  const auto map_at = [&](Value& parent, std::string_view key) {
    Value* found = parent.get(key);
    if (found == nullptr) {
      found = make.object();
      parent.set(key, found);
    }
    return found;
  };
  Value* settings = map_at(*properties, kRouteSettings);
  Value* of_route = settings->is_mapping() ? map_at(*settings, route) : settings;
  if (!of_route->is_mapping()) {
    context.problems.error(
        api_id_of(event.properties->get("ApiId"))->text(), of_route,
        settings->is_mapping()
            ? fmt::format("RouteSettings must have a map for '{}', found {}", route, describe(*of_route))
            : fmt::format("RouteSettings must be a map, found {}", describe(*settings)),
        kRouteSettings);
    return false;
  }
  const Value* conditional = make_conditional(make, event.owner->value->get("Condition"), make.copy(given));
  for (const Entry& entry : conditional->entries()) of_route->set(entry.key, entry.value);
  return true;
}

constexpr ImplicitApiKind kHttpApi{"ServerlessHttpApi",
                                   "ServerlessHttpApiCondition",
                                   "HttpApi",
                                   "ApiId",
                                   "AWS::Serverless::HttpApi",
                                   false,
                                   make_api,
                                   HttpApiEditor::accepts,
                                   complete,
                                   add_route_settings};

}  // namespace

void add_implicit_http_api(SamContext& context) { add_implicit_api(context, kHttpApi); }

}  // namespace virga
