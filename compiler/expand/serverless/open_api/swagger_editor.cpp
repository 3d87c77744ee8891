#include "compiler/expand/serverless/open_api/swagger_editor.h"

namespace virga {

bool is_swagger(const Value* definition) {
  if (definition == nullptr || !definition->is_mapping()) return false;
  const Value* paths = definition->get("paths");
  if (paths == nullptr || !paths->is_mapping()) return false;
  return is_truthy(definition->get("swagger")) ||
         (is_truthy(definition->get("openapi")) && is_open_api_3(definition->get("openapi")));
}

}  // namespace virga
