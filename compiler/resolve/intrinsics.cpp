#include "compiler/resolve/intrinsics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace virga {

namespace {

// Lists the first few names, for a message.
std::string listed(std::span<const std::string_view> names) {
  constexpr std::size_t kShown = 8;
  std::string out;
  for (const std::string_view name : names.first(std::min(kShown, names.size()))) {
    out += fmt::format("{}'{}'", out.empty() ? "" : ", ", name);
  }
  if (names.empty()) return "none";
  return names.size() > kShown ? fmt::format("{}, … ({} in all)", out, names.size()) : out;
}

}  // namespace

std::string no_mappings_section(std::string_view mapping) {
  return mapping.empty() ? "The template has no Mappings section"
                         : fmt::format("Mapping '{}' is not defined; the template has no Mappings section", mapping);
}

std::string no_such_mapping(std::string_view mapping, std::span<const std::string_view> declared) {
  return fmt::format("Mapping '{}' is not defined; the template defines {}", mapping, listed(declared));
}

std::string no_such_row(std::string_view mapping, std::string_view row, std::span<const std::string_view> rows) {
  return fmt::format("Mapping '{}' has no key '{}'; it has {}", mapping, row, listed(rows));
}

std::string no_such_column(std::string_view mapping, std::string_view row, std::string_view column,
                           std::span<const std::string_view> columns) {
  return fmt::format("Key '{}' of mapping '{}' has no key '{}'; it has {}", row, mapping, column, listed(columns));
}

bool parse_index(std::string_view text, std::int64_t& index) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), index);
  return fault == std::errc{} && end == text.data() + text.size();
}

std::string past_end_of_list(std::int64_t index, std::size_t size) {
  return fmt::format("Index {} is out of range; the list has {} item{}, counted from 0", index, size,
                     size == 1 ? "" : "s");
}

}  // namespace virga
