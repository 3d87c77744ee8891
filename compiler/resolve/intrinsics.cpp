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

std::string no_such_mapping(std::string_view mapping) { return fmt::format("Mapping '{}' is not defined", mapping); }

std::string no_such_row(std::string_view mapping, std::string_view row) {
  return fmt::format("Mapping '{}' has no key '{}'", mapping, row);
}

std::string no_such_column(std::string_view mapping, std::string_view row, std::string_view column) {
  return fmt::format("Key '{}' of mapping '{}' has no key '{}'", row, mapping, column);
}

std::string no_such_column(std::string_view mapping, std::string_view column) {
  return fmt::format("No key of mapping '{}' has the key '{}'", mapping, column);
}

std::string it_has(std::span<const std::string_view> keys) { return "; it has " + listed(keys); }

std::string they_have(std::span<const std::string_view> keys) { return "; they have " + listed(keys); }

std::string template_defines(std::span<const std::string_view> mappings) {
  return "; the template defines " + listed(mappings);
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
