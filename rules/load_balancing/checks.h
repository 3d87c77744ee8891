// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_subnet_count(Validation& validation, const Node& balancer, const Location& where);  // E3680

void check_geneve_targets(const Compilation& compilation, Reporter& reporter);  // E3711

}  // namespace virga
