// Calendar dates as texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace virga {

// Days since 1970-01-01 of "2026-07-31"; nothing for what is no such date.
std::optional<std::int64_t> parse_date(std::string_view date);

}  // namespace virga
