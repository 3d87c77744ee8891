#include "compiler/support/dates.h"

#include <charconv>
#include <chrono>

namespace virga {

std::optional<std::int64_t> parse_date(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t begin, std::size_t size) {
    int value = -1;
    const char* const end = date.data() + begin + size;
    const auto [stop, fault] = std::from_chars(date.data() + begin, end, value);
    return fault == std::errc() && stop == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day parsed{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
  if (!parsed.ok()) return std::nullopt;
  return std::chrono::sys_days(parsed).time_since_epoch().count();
}

}  // namespace virga
