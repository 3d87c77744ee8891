// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// E2531, E2533, W2531: the lifecycle of runtimes, for the property Runtime and in Globals.
void check_runtime(Validation& validation, const Node& runtime, const Location& where);
void check_global_runtime(const Compilation& compilation, Reporter& reporter);

void check_snap_start(const Compilation& compilation, Reporter& reporter);            // E2530 W2530 I2530
void check_packages(const Compilation& compilation, Reporter& reporter);              // W2533
void check_subscription_filters(const Compilation& compilation, Reporter& reporter);  // E2529

void check_environment_size(Validation& validation, const Node& variables, const Location& where);       // E3697
void check_permission_account(Validation& validation, const Node& permission, const Location& where);    // W3663
void check_permission_principal(Validation& validation, const Node& permission, const Location& where);  // W3664

void check_queue_timeouts(const Compilation& compilation, Reporter& reporter);  // E3505

}  // namespace virga
