// Dynamic references ({{resolve:…}}) in strings.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// W1051 for the text of an Fn::Sub.
void check_secret_in_sub(Validation& v, const Node& text, const Location& where);

// Checks every string of the template: E1050, E1051, E1052, E1027, W1051, W1053. Runs as E1050.
void check_dynamic_references(const Compilation& compilation, Reporter& reporter);
// W1011: secrets in parameters.
void check_secret_parameters(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
