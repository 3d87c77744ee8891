// Resources that do not work together: rules of our own (V).
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> wiring_rules();

}  // namespace virga
