#pragma once

#include <span>

#include "rules/engine/validation.h"

namespace virga {

std::span<const Rule> function_family_rules();
// How to check each intrinsic function, with one row per function.
std::span<const FunctionRule> function_rules();

}  // namespace virga
