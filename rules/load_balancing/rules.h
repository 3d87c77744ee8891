// Rules about load balancers.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> load_balancing_rules();

}  // namespace virga
