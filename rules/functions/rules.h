#pragma once

#include <span>

#include "rules/engine/validation.h"

namespace virga {

std::span<const Rule> function_family_rules();
// How each intrinsic function is judged, a row a function.
std::span<const FunctionRule> function_rules();

}  // namespace virga
