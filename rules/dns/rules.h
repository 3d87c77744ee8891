// Rules about DNS names: record sets, certificates and distributions.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> dns_rules();

}  // namespace virga
