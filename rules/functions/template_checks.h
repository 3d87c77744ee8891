// Checks of this family that look at a whole template.
#pragma once

#include "rules/engine/rule.h"

namespace virga {

// W1001: a reference that is evaluated although its resource may not exist.
void check_conditional_references(const Compilation& compilation, Reporter& reporter);
// E1029: "${Name}" in a string outside Fn::Sub. W1054: names of pseudo parameters as plain strings.
void check_plain_texts(const Compilation& compilation, Reporter& reporter);
// E1032: loops without the required transform, and loops of the wrong shape.
void check_loops(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
