#include "compiler/workspace/run_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "compiler/resolve/regions.h"
#include "compiler/support/text.h"

namespace virga {

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets the environment
  return value == nullptr ? std::string() : std::string(value);
}

Result<std::int64_t> today() {
  constexpr std::int64_t kSecondsPerDay = 86400;
  const std::string epoch = environment("SOURCE_DATE_EPOCH");
  if (epoch.empty()) return static_cast<std::int64_t>(std::time(nullptr)) / kSecondsPerDay;
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(epoch.data(), epoch.data() + epoch.size(), seconds);
  if (fault != std::errc() || end != epoch.data() + epoch.size()) {
    return Error{"SOURCE_DATE_EPOCH must be a number of seconds since 1970-01-01"};
  }
  return seconds / kSecondsPerDay;
}

void set_rules(const Config& config, RuleSelection& rules) {
  rules.include = {"E", "W"};
  rules.include.insert(rules.include.end(), config.include_checks.begin(), config.include_checks.end());
  rules.ignore = config.ignore_checks;
  rules.mandatory = config.mandatory_checks;
  rules.experimental = config.include_experimental.value_or(false);
  rules.options.insert(config.configure_rules.begin(), config.configure_rules.end());
  rules.merge = config.merge_configs.value_or(false);
}

std::vector<std::string> regions_of(const Config& config) {
  if (std::find(config.regions.begin(), config.regions.end(), kAllRegions) != config.regions.end()) {
    const std::vector<std::string_view> all = all_regions();
    return {all.begin(), all.end()};
  }
  if (!config.regions.empty()) return config.regions;
  std::string region = environment("AWS_REGION");
  if (region.empty()) region = environment("AWS_DEFAULT_REGION");
  return {region.empty() ? "us-east-1" : region};
}

Result<void> check_region(std::string_view region) {
  if (is_region(region)) return {};
  const std::vector<std::string_view> known = all_regions();
  const std::string_view near = nearest(region, known);
  return Error{near.empty() ? fmt::format("unknown region '{}'; the regions are {}", region, fmt::join(known, ", "))
                            : fmt::format("unknown region '{}'; did you mean '{}'?", region, near)};
}

void set_regions(std::vector<std::string> regions, LintOptions& options) {
  options.evaluation.region = regions.front();
  options.evaluation.regions = regions;
  options.regions = std::move(regions);
}

}  // namespace virga
