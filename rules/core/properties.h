#pragma once

#include "rules/engine/validation.h"

namespace virga {

// Judges a resource's Properties by the schema of its type. Runs on the body of a resource.
void check_resource_properties(Validation& validation, const Node& resource, const Location& where);

}  // namespace virga
