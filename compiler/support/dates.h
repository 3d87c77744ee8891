// Parsing of calendar dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace virga {

// The number of days from 1970-01-01 to a date such as "2026-07-31"; nullopt if it is not a valid date.
std::optional<std::int64_t> parse_date(std::string_view date);

}  // namespace virga
