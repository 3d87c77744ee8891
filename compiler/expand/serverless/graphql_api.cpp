#include "compiler/expand/serverless/expanders.h"

namespace virga {

bool expand_graphql_api(SamContext&, const SamResource&) { return true; }

}  // namespace virga
