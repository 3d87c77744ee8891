// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// On a state machine, and on those in its branches and maps.
void check_state_machine(Validation& validation, const Node& machine, const Location& where);  // E3601

}  // namespace virga
