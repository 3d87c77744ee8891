// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_imported_apis(const Compilation& compilation, Reporter& reporter);  // W3660

}  // namespace virga
