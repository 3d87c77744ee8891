#include "rules/resources/rules.h"

namespace virga {

std::span<const Rule> resource_rules() { return {}; }

}  // namespace virga
