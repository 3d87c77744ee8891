#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> style_rules();

}  // namespace virga
