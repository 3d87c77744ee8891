#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/digest.h"

namespace virga {
namespace {

// Properties of the stage itself.
constexpr std::array<std::string_view, 7> kStageSettings = {"CacheClusterEnabled", "CacheClusterSize", "Variables",
                                                            "MethodSettings",      "AccessLogSetting", "CanarySetting",
                                                            "TracingEnabled"};

// The text that is hashed into the deployment's ID: if it changes, a new deployment is made.
std::string deployed_text(const RestApi& api, const Value& deployed) {
  const ApiState& apis = api.context.apis;
  constexpr std::string_view kSeparator = "||";
  const auto copies = apis.definition_copies.find(api.id());
  std::string text = apis.python.text(deployed, copies == apis.definition_copies.end() ? 0 : copies->second);
  const auto append = [&](std::string_view more) {
    text += kSeparator;
    text += more;
  };
  const Value* version = api.resource.get("OpenApiVersion");
  if (!is_nothing(version)) append(version->is_scalar() ? std::string(version->text()) : apis.python.text(*version, 0));
  if (!is_nothing(api.domain)) append(apis.python.json(*api.domain));
  const auto names = apis.function_names.find(api.id());
  if (names != apis.function_names.end() && !names->second.empty()) append(names->second);
  return text;
}

}  // namespace

void add_deployment(RestApi& api, const Value* deployed) {
  ValueFactory& make = api.make;
  std::string id = api.id() + "Deployment";
  Value* properties = make.object();
  if (!is_nothing(deployed)) {
    const std::string digest = sha1_hex(deployed_text(api, *deployed));
    id += digest.substr(0, kHashDigits);
    properties->set("Description", make.string("RestApi deployment id: " + digest));
  }
  properties->set("RestApiId", make.ref(api.id()));
  // Without OpenApiVersion, the deployment creates an additional stage called Stage.
  if (is_nothing(api.resource.get("OpenApiVersion"))) properties->set("StageName", make.string("Stage"));
  api.add(id, "AWS::ApiGateway::Deployment", properties);

  Value* stage = make.object(
      {{"DeploymentId", make.ref(id)}, {"RestApiId", make.ref(api.id())}, {"StageName", api.copied("StageName")}});
  for (const std::string_view name : kStageSettings) {
    if (Value* value = api.copied(name)) stage->set(name, value);
  }
  if (const Value* tags = api.resource.get("Tags")) {
    Value* list = make.list();
    for (const Entry& entry : api.context.apis.python.entries(*tags)) {
      Value* value = is_nothing(entry.value) ? make.string({}) : make.copy(entry.value);
      list->append(make.object({{"Key", make.copy(entry.key)}, {"Value", value}}));
    }
    stage->set("Tags", list);
  }
  api.add(api.stage_id, "AWS::ApiGateway::Stage", stage);
}

}  // namespace virga
