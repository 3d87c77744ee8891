// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// Once per template.
void check_serverless_types(const Compilation& compilation, Reporter& reporter);  // E3038
void check_globals(const Compilation& compilation, Reporter& reporter);           // E3724

// For the body of a resource (schemas/overlay/schemas/resource.yaml).
void check_serverless_attributes(Validation& validation, const Node& resource, const Location& where);  // E3066
void check_ignored_attributes(Validation& validation, const Node& resource, const Location& where);     // W3001

}  // namespace virga
