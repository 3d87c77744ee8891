// A hash for strings that an attacker may choose.
#pragma once

#include <cstdint>
#include <string_view>

namespace virga {

// SipHash-1-3 with a random key per process, so that nobody can prepare colliding strings. Slower than name_hash(),
// which is for names that we choose. https://www.aumasson.jp/siphash/siphash.pdf
std::uint64_t keyed_hash(std::string_view text);

// For unordered containers whose keys come from the input. With std::equal_to<>, supports lookup by string_view.
struct KeyedHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return keyed_hash(text); }
};

}  // namespace virga
