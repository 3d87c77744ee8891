// A hash of texts that an attacker may choose.
#pragma once

#include <cstdint>
#include <string_view>

namespace virga {

// SipHash-1-3 with a key that every process draws anew, so that nobody can prepare texts which collide. Slower than
// name_hash(), which is for names of ours. https://www.aumasson.jp/siphash/siphash.pdf
std::uint64_t keyed_hash(std::string_view text);

// For unordered containers with keys of the input's choice; finds by string_view too (with std::equal_to<>).
struct KeyedHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return keyed_hash(text); }
};

}  // namespace virga
