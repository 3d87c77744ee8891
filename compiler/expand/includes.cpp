#include "compiler/expand/stages.h"

namespace virga {

void expand_includes(Stage&) {}

}  // namespace virga
