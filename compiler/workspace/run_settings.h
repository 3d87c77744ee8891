// What a configuration and the environment say of a run of the rules, for the command line and the language server.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/support/result.h"
#include "compiler/workspace/config.h"
#include "rules/engine/compilation.h"

namespace virga {

// A variable of the environment; empty when it is not set.
std::string environment(const char* name);

// Days since 1970-01-01, of SOURCE_DATE_EPOCH where that is set. An error when it is no number.
Result<std::int64_t> today();

// Which rules run, and their options.
void set_rules(const Config& config, RuleSelection& rules);

// The regions that a run asks about: those of the configuration, with ALL_REGIONS written out, else the one of
// AWS_REGION, AWS_DEFAULT_REGION or us-east-1. Whether they exist is for callers to check.
std::vector<std::string> regions_of(const Config& config);

// `regions` are not empty.
void set_regions(std::vector<std::string> regions, LintOptions& options);

}  // namespace virga
