#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_application(SamContext&, const SamResource&) { return true; }

}  // namespace virga
