// Rules about API Gateway.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> api_gateway_rules();

}  // namespace virga
