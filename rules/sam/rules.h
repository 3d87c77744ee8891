// The serverless transform: what a template says to it, before it expands anything.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> sam_rules();

}  // namespace virga
