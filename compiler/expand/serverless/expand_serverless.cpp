#include "compiler/expand/stages.h"

namespace virga {

void expand_serverless(Stage&) {}

}  // namespace virga
