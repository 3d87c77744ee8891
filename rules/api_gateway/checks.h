// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_deployments(const Compilation& compilation, Reporter& reporter);       // E3698
void check_authorizers(const Compilation& compilation, Reporter& reporter);       // E3699
void check_authorizer_types(const Compilation& compilation, Reporter& reporter);  // E3708
void check_imported_apis(const Compilation& compilation, Reporter& reporter);     // W3660

}  // namespace virga
