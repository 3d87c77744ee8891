#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_layer_version(SamContext&, const SamResource&) { return true; }

}  // namespace virga
