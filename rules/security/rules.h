// What a template leaves open: rules of our own (V9), which run only when they are asked for.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> security_rules();

}  // namespace virga
