// Checks the shape of function arguments.
#pragma once

#include <string>

#include "compiler/expand/value.h"

namespace virga {

// What is wrong with the shape of a function's argument, as a sentence; empty if it is right or the value is not a
// function call. Sets `place` to the part at fault. Does not check the values of nested functions.
std::string layout_fault(const Value& call, const Value*& place);

}  // namespace virga
