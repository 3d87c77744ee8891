#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_simple_table(SamContext&, const SamResource&) { return true; }

}  // namespace virga
