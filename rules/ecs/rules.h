// Rules about tasks and services of ECS.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> ecs_rules();

}  // namespace virga
