// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_gateway_routes(const Compilation& compilation, Reporter& reporter);     // V3001
void check_api_deployments(const Compilation& compilation, Reporter& reporter);    // V3011
void check_service_listeners(const Compilation& compilation, Reporter& reporter);  // V3013
void check_service_instances(const Compilation& compilation, Reporter& reporter);  // V9105
void check_role_policies(const Compilation& compilation, Reporter& reporter);      // V3014
void check_named_references(const Compilation& compilation, Reporter& reporter);   // V3020
// V3003: for the definition of an API, or for one part of a path.
void check_api_paths(Validation& validation, const Node& value, const Location& where);
void check_state_paths(Validation& validation, const Node& definition, const Location& where);  // V3004

void check_event_permissions(const Compilation& compilation, Reporter& reporter);  // V3005
void check_fifo_pairs(const Compilation& compilation, Reporter& reporter);         // V3006
void check_policy_names(const Compilation& compilation, Reporter& reporter);       // V3007
void check_policy_sizes(const Compilation& compilation, Reporter& reporter);       // V3008

void check_repeated_exports(const Compilation& compilation, Reporter& reporter);  // V3009

void check_api_timeouts(const Compilation& compilation, Reporter& reporter);      // V9101
void check_equal_conditions(const Compilation& compilation, Reporter& reporter);  // V9102
void check_exports_of_run(const Compilation& compilation, Reporter& reporter);    // V9103
void check_imports_of_run(const Compilation& compilation, Reporter& reporter);    // V9104

}  // namespace virga
