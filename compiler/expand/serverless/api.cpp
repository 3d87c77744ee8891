#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_api(SamContext&, const SamResource&) { return true; }

}  // namespace virga
