// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_cluster_version(Validation& validation, const Node& cluster, const Location& where);    // W3690
void check_instance_version(Validation& validation, const Node& instance, const Location& where);  // W3691

}  // namespace virga
