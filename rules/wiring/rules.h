// Rules of our own (V) about resources that do not work together.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> wiring_rules();

}  // namespace virga
