// Resources: their envelope, the graph they form, and what is judged across them.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> resource_rules();

}  // namespace virga
