#include "compiler/expand/serverless/expanders.h"

namespace virga {

void add_implicit_http_api(SamContext&) {}

}  // namespace virga
