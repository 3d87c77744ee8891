// A fast hash for short strings.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace virga {

// Processes eight bytes at a time. The result is the same in every build for one byte order, so it may be stored. Not
// for strings that an attacker can choose; see keyed_hash().
inline std::uint64_t name_hash(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
  const auto load = [](const char* from, auto word) {
    std::memcpy(&word, from, sizeof(word));
    return std::uint64_t{word};
  };
  const auto mix = [](std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    return hash ^ (hash >> 32U);
  };
  const std::size_t size = text.size();
  const char* at = text.data();
  std::uint64_t hash = size;
  if (size >= 8) {
    const char* const last = at + size - 8;
    for (; at < last; at += 8) hash = mix(hash, load(at, std::uint64_t{}));
    return mix(hash, load(last, std::uint64_t{}));
  }
  if (size >= 4) return mix(hash, load(at, std::uint32_t{}) << 32U | load(at + size - 4, std::uint32_t{}));
  std::uint64_t rest = 0;
  for (const char c : text) rest = rest << 8U | static_cast<unsigned char>(c);
  return mix(hash, rest);
}

}  // namespace virga
