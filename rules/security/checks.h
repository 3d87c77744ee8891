// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_open_ports(Validation& validation, const Node& ports, const Location& where);           // V9001
void check_open_statement(Validation& validation, const Node& statement, const Location& where);   // V9002
void check_broad_statement(Validation& validation, const Node& statement, const Location& where);  // V9003
void check_shown_parameters(const Compilation& compilation, Reporter& reporter);                   // V9004
void check_plain_secrets(const Compilation& compilation, Reporter& reporter);                      // V9005
void check_fixed_names(const Compilation& compilation, Reporter& reporter);                        // V9008, V9009
void check_secret_outputs(const Compilation& compilation, Reporter& reporter);                     // V9010
// The part of it that is about ARNs and endpoints.
void check_fixed_places(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
