#include "compiler/expand/stages.h"

namespace virga {

void expand_language_extensions(Stage&) {}

}  // namespace virga
