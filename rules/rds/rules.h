// Rules about RDS databases.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> rds_rules();

}  // namespace virga
