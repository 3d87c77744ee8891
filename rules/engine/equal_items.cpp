#include "rules/engine/equal_items.h"

#include <functional>
#include <string_view>

namespace virga {
namespace {

constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t hash = (a ^ (b + kFactor + (a << 6U) + (a >> 2U))) * kFactor;
  return hash ^ (hash >> 32U);
}

std::uint64_t hash_at(const Node& value, int depth) {
  if (depth > 200) return 0;  // equal_values() goes no deeper
  std::uint64_t hash = value.size;
  if (value.is_mapping()) {
    // Members may be in any order.
    for (const Member& member : value.members()) {
      hash += mixed(std::hash<std::string_view>{}(member.key->text()), hash_at(*member.value, depth + 1));
    }
    return mixed(1, hash);
  }
  if (value.is_sequence()) {
    for (const Node* item : value.items()) hash = mixed(hash, hash_at(*item, depth + 1));
    return mixed(2, hash);
  }
  double number = 0;
  const bool is_number = value.is(NodeKind::Integer) || value.is(NodeKind::Float);
  if (is_number && to_number(value, number)) return mixed(3, std::hash<double>{}(number));
  return mixed(4, std::hash<std::string_view>{}(value.text()));
}

}  // namespace

std::uint64_t hash_value(const Node& value) { return hash_at(value, 0); }

}  // namespace virga
