// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

void check_dead_letter_queues(const Compilation& compilation, Reporter& reporter);  // E3502

void check_subscription_endpoint(Validation& validation, const Node& subscription, const Location& where);  // W3694

}  // namespace virga
