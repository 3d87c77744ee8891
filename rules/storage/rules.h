// Rules about buckets and tables.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> storage_rules();

}  // namespace virga
