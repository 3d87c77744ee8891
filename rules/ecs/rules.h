// Rules about ECS tasks and services.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> ecs_rules();

}  // namespace virga
