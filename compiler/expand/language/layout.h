// The shape that a function's argument must have.
#pragma once

#include <string>

#include "compiler/expand/value.h"

namespace virga {

// What is wrong with the argument of a function, as a sentence; empty when its shape is right or no function is named.
// `place` becomes the part at fault. Only shapes are judged, not what functions inside give.
std::string layout_fault(const Value& call, const Value*& place);

}  // namespace virga
