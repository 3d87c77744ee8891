// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_table_keys(const Compilation& compilation, Reporter& reporter);  // E3039

}  // namespace virga
