// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_host_ports(Validation& validation, const Node& task, const Location& where);       // E3053
void check_service_networks(const Compilation& compilation, Reporter& reporter);              // E3052
void check_service_compatibility(const Compilation& compilation, Reporter& reporter);         // E3054
void check_log_drivers(const Compilation& compilation, Reporter& reporter);                   // E3713
void check_health_check_ports(const Compilation& compilation, Reporter& reporter);            // E3049
void check_names_of_task(const Compilation& compilation, Reporter& reporter);                 // V3017
void check_container_order(Validation& validation, const Node& task, const Location& where);  // V3019

}  // namespace virga
