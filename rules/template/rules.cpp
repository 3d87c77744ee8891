#include "rules/template/rules.h"

namespace virga {

std::span<const Rule> template_rules() { return {}; }

}  // namespace virga
