// Reading JSON that is no template through nlohmann/json.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "compiler/support/result.h"

namespace virga {

// Bounds of such a text: bytes and nesting. nlohmann/json copies and destroys values by recursion.
inline constexpr std::size_t kMaxJsonBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxJsonDepth = 400;

// How deep the brackets of a JSON text are nested, those in strings aside; stops counting past `limit`.
std::size_t json_depth(std::string_view text, std::size_t limit);

// The value, or "line:column: what is wrong", counted from 1, columns in bytes. Size and nesting are checked before
// anything is built. May be called from any thread.
Result<nlohmann::json> parse_json(std::string_view text);

// How many values a value holds, itself included; stops counting past `limit`, and at kMaxJsonDepth levels gives
// limit + 1.
std::size_t json_size(const nlohmann::json& value, std::size_t limit);

}  // namespace virga
