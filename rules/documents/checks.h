// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// For a state machine, and for those nested in its branches and maps.
void check_state_machine(Validation& validation, const Node& machine, const Location& where);  // E3601
// On the path of a file that holds one; nothing where there is no such file.
void check_definition_file(Validation& validation, const Node& path, const Location& where);  // E3601

}  // namespace virga
