// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_table_keys(const Compilation& compilation, Reporter& reporter);  // E3039

void check_cold_storage(Validation& validation, const Node& lifecycle, const Location& where);  // E3504

}  // namespace virga
