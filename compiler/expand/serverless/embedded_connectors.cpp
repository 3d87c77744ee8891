#include "compiler/expand/serverless/expanders.h"

namespace virga {

void lift_embedded_connectors(SamContext&) {}

}  // namespace virga
