// Rules about queues and topics.
#pragma once

#include <span>

#include "rules/engine/rule.h"

namespace virga {

std::span<const Rule> messaging_rules();

}  // namespace virga
