#include "compiler/expand/serverless/expanders.h"

namespace virga {

void add_implicit_rest_api(SamContext&) {}

}  // namespace virga
