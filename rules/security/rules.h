// Security rules of our own (V9), which only run on request.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> security_rules();

}  // namespace virga
