// Rules about instances, volumes and security groups.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> ec2_rules();

}  // namespace virga
