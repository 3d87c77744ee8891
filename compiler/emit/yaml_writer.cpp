#include "compiler/emit/emit.h"

namespace virga {

std::string emit_yaml(const Node& root) { return emit_json(root); }

}  // namespace virga
