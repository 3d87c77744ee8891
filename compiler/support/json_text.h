// Parses JSON that is not a template, with nlohmann/json.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// Limits in bytes and levels of nesting. nlohmann/json copies and destroys values recursively.
inline constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxJsonDepth = 400;

// The nesting depth of the brackets in a JSON text, ignoring those in strings; stops counting once past `limit`.
std::size_t json_depth(std::string_view text, std::size_t limit);

// The parsed value, or "line:column: message", both counted from 1 and the column in bytes. Checks size and nesting
// before it builds anything. May be called from any thread.
Result<nlohmann::json> parse_json(std::string_view text);

// The number of values in a value, including itself. Stops counting past `limit`, and returns limit + 1 when the
// nesting reaches kMaxJsonDepth.
std::size_t json_size(const nlohmann::json& value, std::size_t limit);

}  // namespace virga
