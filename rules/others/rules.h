// Rules about individual constraints of services.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> others_rules();

}  // namespace virga
