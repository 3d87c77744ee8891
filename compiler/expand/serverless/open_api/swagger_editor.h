#pragma once
#include "compiler/expand/serverless/open_api/base_editor.h"
namespace virga {
// Is it a definition of a REST API that can be edited: Swagger 2.0 or OpenAPI 3, with paths?
bool is_swagger(const Value* definition);
}  // namespace virga
