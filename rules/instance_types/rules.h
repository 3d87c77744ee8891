// Rules about names of instance types, node types and instance classes.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> instance_types_rules();

}  // namespace virga
