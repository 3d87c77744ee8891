// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/compilation.h"
#include "rules/engine/reporter.h"

namespace virga {

void check_notation(const Compilation& compilation, Reporter& reporter);  // V9201
void check_dates(const Compilation& compilation, Reporter& reporter);     // V9202

}  // namespace virga
