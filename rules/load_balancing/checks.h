// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_geneve_targets(const Compilation& compilation, Reporter& reporter);  // E3711

}  // namespace virga
