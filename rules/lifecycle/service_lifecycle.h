// The algorithm behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// E3710, W3696, W3697, for the properties of a resource.
void check_service_lifecycle(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
