#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_connector(SamContext&, const SamResource&) { return true; }

}  // namespace virga
