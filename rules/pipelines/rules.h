// Rules about CodePipeline.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> pipeline_rules();

}  // namespace virga
