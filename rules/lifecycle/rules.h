// Rules about services that AWS is retiring.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> lifecycle_rules();

}  // namespace virga
