#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> core_rules();

}  // namespace virga
