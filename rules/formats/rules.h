#pragma once

#include <span>

#include "rules/engine/validation.h"

namespace virga {

std::span<const Rule> format_rules();
// All formats that a schema may name in `format`.
std::span<const Format> all_formats();

}  // namespace virga
