#include "lsp/queries/runtimes.h"

#include <fmt/format.h>

#include <chrono>
#include <vector>

namespace virga::lsp {

std::optional<RuntimeLife> life_of_runtime(const SchemaDatabase& facts, std::string_view runtime) {
  const std::vector<std::string_view> days = facts.lookup("lambda-runtimes", runtime);
  if (days.size() != 4) return std::nullopt;
  return RuntimeLife{days[0], days[1], days[2], days[3]};
}

std::string day_text(std::int64_t today) {
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{today}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

bool is_runtime_place(const Place& place) {
  const bool has_runtimes = place.resource_type.starts_with("AWS::Lambda::") ||
                            place.resource_type == "AWS::Serverless::Function" ||
                            place.resource_type == "AWS::Serverless::LayerVersion";
  if (!has_runtimes || !place.function.empty() || place.keys.empty()) return false;
  return place.keys.back() == "Runtime" || place.keys.back() == "CompatibleRuntimes";
}

}  // namespace virga::lsp
