// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// For a record set, or a group of them.
void check_record_names(Validation& validation, const Node& record, const Location& where);       // E3041
void check_validation_domain(Validation& validation, const Node& option, const Location& where);  // E3503

}  // namespace virga
