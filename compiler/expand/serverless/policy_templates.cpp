#include "compiler/expand/serverless/expanders.h"

namespace virga {

void expand_policy_templates(SamContext&) {}

}  // namespace virga
