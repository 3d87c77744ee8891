#pragma once

#include "rules/engine/rule.h"

namespace virga {

// Reports null values below Resources and Outputs (V1001).
void check_nulls(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
