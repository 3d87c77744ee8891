// Lambda functions: life cycle of runtimes, packaging, snapshots, subscriptions to logs.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> lambda_rules();

}  // namespace virga
