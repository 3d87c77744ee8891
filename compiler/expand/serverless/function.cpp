#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_function(SamContext&, const SamResource&) { return true; }

}  // namespace virga
