// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_dead_letter_queues(const Compilation& compilation, Reporter& reporter);  // E3502

}  // namespace virga
