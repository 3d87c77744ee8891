#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_state_machine(SamContext&, const SamResource&) { return true; }

}  // namespace virga
