#include "compiler/support/keyed_hash.h"

#include <bit>
#include <cstring>
#include <random>

namespace virga {

namespace {

struct Key {
  std::uint64_t first;
  std::uint64_t second;
};

Key random_key() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32U | device(); };
  return {word(), word()};
}

struct State {
  std::uint64_t a, b, c, d;

  void round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }
};

}  // namespace

std::uint64_t keyed_hash(std::string_view text) {
  static const Key key = random_key();
  State state{key.first ^ 0x736F6D6570736575U, key.second ^ 0x646F72616E646F6DU, key.first ^ 0x6C7967656E657261U,
              key.second ^ 0x7465646279746573U};
  const auto take = [&](std::uint64_t word) {
    state.d ^= word;
    state.round();
    state.a ^= word;
  };
  const std::uint64_t size = text.size();
  while (text.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof(word));
    take(word);
    text.remove_prefix(8);
  }
  std::uint64_t rest = size << 56U;
  for (std::size_t i = 0; i < text.size(); ++i) {
    rest |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  take(rest);
  state.c ^= 0xFFU;
  for (int i = 0; i < 3; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

}  // namespace virga
