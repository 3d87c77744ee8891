// Compares the format of references with what their context requires.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// E1040, E1041: compares the format of what a Ref or Fn::GetAtt returns with the one that `expected` requires. Reports
// nothing if one of them is unknown. `where` is the location of the function's key.
void compare_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                              const Context& context);

}  // namespace virga
