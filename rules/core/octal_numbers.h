#pragma once

#include "rules/engine/rule.h"

namespace virga {

// Reports account IDs that YAML reads as octal numbers (V1004).
void check_octal_numbers(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
