#include "compiler/edit/indentation.h"

#include <string_view>

#include "compiler/edit/edit_builder.h"

namespace virga {

std::uint32_t indentation_step(const SyntaxTree& tree) {
  constexpr std::uint32_t kWidest = 8;
  const std::string_view unit = indentation_unit(tree);
  const bool is_plain = !unit.empty() && unit.size() <= kWidest && unit.find('\t') == std::string_view::npos;
  return is_plain ? static_cast<std::uint32_t>(unit.size()) : 2;
}

}  // namespace virga
