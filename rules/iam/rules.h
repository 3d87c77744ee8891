// Rules about IAM policies. The schemas are schemas/overlay/schemas/iam-*.yaml.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> iam_rules();

}  // namespace virga
