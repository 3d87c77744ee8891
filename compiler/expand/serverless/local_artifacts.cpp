#include "compiler/expand/serverless/expanders.h"

namespace virga {

void replace_local_artifacts(SamContext&) {}

}  // namespace virga
