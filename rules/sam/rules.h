// Rules about SAM templates as written, before expansion.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> sam_rules();

}  // namespace virga
