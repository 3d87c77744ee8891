#include "compiler/expand/serverless/expanders.h"

namespace virga {

void add_default_definition_bodies(SamContext&) {}

}  // namespace virga
