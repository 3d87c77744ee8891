// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// W3037, on Action and NotAction of a statement. Lists are judged where they stand, for that is where cfn-lint reports.
void check_actions(Validation& validation, const Node& value, const Location& where);

}  // namespace virga
