// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_instance_type(Validation& validation, const Node& value, const Location& where);  // E3628

}  // namespace virga
