// Rules about Lambda functions: runtime lifecycle, packaging, snapshots, log subscriptions.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> lambda_rules();

}  // namespace virga
