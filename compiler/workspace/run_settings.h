// Settings of a run that come from configuration and environment, for the command line and the language server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/resolve/regions.h"
#include "compiler/support/result.h"
#include "compiler/workspace/config.h"
#include "rules/engine/compilation.h"

namespace virga {

// The value of an environment variable; empty if it is not set.
std::string environment(const char* name);

// The current date, or SOURCE_DATE_EPOCH if that is set, in days since 1970-01-01. Fails if that is not a number.
Result<std::int64_t> today();

// Sets which rules run, and their options.
void set_rules(const Config& config, RuleSelection& rules);

// The regions to check: those of the configuration, with ALL_REGIONS expanded, else the one in AWS_REGION,
// AWS_DEFAULT_REGION or us-east-1. Callers must check that they exist.
std::vector<std::string> regions_of(const Config& config);

// Checks that it is an AWS region of any partition. The error suggests the closest name.
Result<void> check_region(std::string_view region);

// `regions` must not be empty.
void set_regions(std::vector<std::string> regions, LintOptions& options);

}  // namespace virga
