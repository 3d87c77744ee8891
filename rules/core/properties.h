#pragma once

#include "rules/engine/validation.h"

namespace virga {

// Checks a resource's Properties against the schema of its type. `resource` is the body of a resource.
void check_resource_properties(Validation& validation, const Node& resource, const Location& where);

}  // namespace virga
