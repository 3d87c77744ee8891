#include "compiler/syntax/json_levels.h"

#include <algorithm>
#include <array>

#include "compiler/support/characters.h"

namespace virga {

namespace {

// Those whose names no property has that holds a map. Parameters, which nested stacks have too, are told by their
// types.
constexpr std::array<std::string_view, 4> kSections = {"Resources", "Outputs", "Mappings", "Globals"};
constexpr std::array<std::string_view, 2> kTypes = {"AWS::", "Custom::"};

class Tokens {
public:
  Tokens(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  // Takes the character if it is next.
  bool take(char c) {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A name and its colon, one quote or the colon of which may be missing; empty if there is none.
  std::string_view key() {
    const bool opened = take('"');
    const std::string_view name = word();
    if (name.empty()) return {};
    const bool closed = at_ < text_.size() && text_[at_] == '"';
    if (closed) ++at_;
    const bool colon = take(':');
    return (opened ? 1 : 0) + (closed ? 1 : 0) + (colon ? 1 : 0) >= 2 ? name : std::string_view();
  }

  bool begins_type() {
    if (!take('"')) return false;
    const std::string_view rest = text_.substr(at_);
    return std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view type) { return rest.starts_with(type); });
  }

private:
  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_letter_or_digit(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_;
};

}  // namespace

std::optional<std::size_t> level_of_json_key(std::string_view text, std::uint32_t at) {
  Tokens tokens(text, at);
  const std::string_view name = tokens.key();
  if (name.empty() || !tokens.take('{')) return std::nullopt;
  if (std::find(kSections.begin(), kSections.end(), name) != kSections.end()) return 1;
  const std::string_view member = tokens.key();
  if (name == "Parameters") {
    return !member.empty() && tokens.take('{') && tokens.key() == "Type" ? std::optional<std::size_t>(1) : std::nullopt;
  }
  return member == "Type" && tokens.begins_type() ? std::optional<std::size_t>(2) : std::nullopt;
}

}  // namespace virga
