// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_route_table_associations(const Compilation& compilation, Reporter& reporter);  // E3022

}  // namespace virga
