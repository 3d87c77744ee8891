// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_ec2_type(Validation& validation, const Node& value, const Location& where);         // E3628
void check_processing_type(Validation& validation, const Node& value, const Location& where);  // E3640
void check_gamelift_type(Validation& validation, const Node& value, const Location& where);    // E3641
void check_hosting_type(Validation& validation, const Node& value, const Location& where);     // E3642
void check_transform_type(Validation& validation, const Node& value, const Location& where);   // E3643
void check_cluster_type(Validation& validation, const Node& value, const Location& where);     // E3644

}  // namespace virga
