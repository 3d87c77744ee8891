#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/expanders.h"

namespace virga {
namespace {

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-api.html
Value* make_api(SamContext& context) {
  ValueFactory& make = context.make;
  return make.object({{"Type", make.string("AWS::Serverless::Api")},
                      {"Properties", make.object({{"StageName", make.string("Prod")},
                                                  {"DefinitionBody", definition_skeleton(make, "swagger", "2.0")},
                                                  {kManaged, make.boolean(true)}})}});
}

constexpr ImplicitApiKind kRestApi{
    "ServerlessRestApi", "ServerlessRestApiCondition", "Api", "RestApiId", "AWS::Serverless::Api", true, make_api,
    is_swagger};

}  // namespace

void add_implicit_rest_api(SamContext& context) { add_implicit_api(context, kRestApi); }

}  // namespace virga
