#include "compiler/expand/serverless/api/api_v2.h"

#include <array>

#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 4> kStageSettings = {"StageVariables", "AccessLogSettings",
                                                            "DefaultRouteSettings", "RouteSettings"};

}  // namespace

Value* api_v2_tags(SamContext& context, const SamResource& resource, std::string_view created_by) {
  Value* tags = resource.get("Tags");
  if (is_nothing(tags) || !tags->is_mapping()) tags = context.make.object();
  context.apis.python.set(*tags, created_by, context.make.string("SAM"));
  return tags;
}

const Value* propagated_tags(const SamResource& resource, const Value* tags) {
  return is_nothing(resource.get("PropagateTags")) || is_nothing(resource.get("Tags")) ? nullptr : tags;
}

Value* api_v2_stage(SamContext& context, const SamResource& resource, Value* name) {
  ValueFactory& make = context.make;
  Value* stage = make.object({{"ApiId", make.ref(resource.logical_id)}, {"StageName", name}});
  for (const std::string_view setting : kStageSettings) {
    if (const Value* value = resource.get(setting)) stage->set(setting, make.copy(value));
  }
  stage->set("AutoDeploy", make.boolean(true));
  return stage;
}

void add_authorizer_permission(SamContext& context, const SamResource& resource, std::string_view logical_id,
                               const Value& function_arn) {
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, function_arn);
  context.add_resource(
      resource, logical_id, "AWS::Lambda::Permission",
      make.object({{"Action", make.string("lambda:InvokeFunction")},
                   {"FunctionName", make.copy(&function_arn)},
                   {"Principal", make.string("apigateway.amazonaws.com")},
                   {"SourceArn", make.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                                          "${__ApiId__}/authorizers/*",
                                          make.object({{"__ApiId__", make.ref(resource.logical_id)}}))}}),
      derived_attributes(context, resource));
}

}  // namespace virga
