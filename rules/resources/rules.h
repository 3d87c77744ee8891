// Rules about resources: their attributes, dependencies, and relations to each other.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> resource_rules();

}  // namespace virga
