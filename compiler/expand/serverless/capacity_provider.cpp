#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_capacity_provider(SamContext&, const SamResource&) { return true; }

}  // namespace virga
