// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_route_table_associations(const Compilation& compilation, Reporter& reporter);  // E3022

void check_tracking_policies(const Compilation& compilation, Reporter& reporter);  // E3712
void check_rolling_updates(const Compilation& compilation, Reporter& reporter);    // V3018

void check_endpoint_names(const Compilation& compilation, Reporter& reporter);   // E3064
void check_launch_networks(const Compilation& compilation, Reporter& reporter);  // E3714

void check_subnets(const Compilation& compilation, Reporter& reporter);  // E3059, E3060

}  // namespace virga
