// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// For the property Stages.
void check_source_stage(Validation& validation, const Node& stages, const Location& where);    // E3700
void check_artifact_names(Validation& validation, const Node& stages, const Location& where);  // E3701
// For an action.
void check_action_configuration(Validation& validation, const Node& action, const Location& where);  // E3703

}  // namespace virga
